using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>What is said, and what is given back, when it is one of several parts, or of several windows, that has changed.</summary>
[LinuxOnly("files that are cut short while they are mapped")]
public sealed class ChangedPartTests
{
    private const int Window = SendFixture.WindowSize;

    private static readonly byte[] s_header = FileContent.Of(101, 200);

    [Test]
    public async Task What_was_pinned_before_a_window_that_ends_too_early_is_given_back([Values(SendStrategy.Gather, SendStrategy.ZeroCopy)] SendStrategy strategy)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 4 * Window);
        Touch(file);
        using SocketPair sockets = SocketPair.Tcp();
        FileSender sender = Changing(new FileSenderOptions { Strategy = strategy }, () =>
        {
            SetLength(file, (2 * Window) + 123);
            file.Refresh();
        });
        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);

        FileChangedException failure = (await Assert.ThrowsAsync<FileChangedException>(() => sender.SendAsync(sockets.Sender, [file.Whole()]).AsTask()))!;

        Assert.That(failure.SeenLength, Is.EqualTo((2 * Window) + 123));
        Assert.That((await receiving).WasReset);
        Assert.That(SpinWait.SpinUntil(() => !test.Cache.Audit().Any(), TimeSpan.FromSeconds(30)), "nothing stays pinned");
    }

    [Test]
    public async Task Bytes_that_are_not_in_memory_because_the_file_was_cut_are_not_called_cold([Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 4 * Window);
        using SocketPair sockets = SocketPair.Tcp();
        FileSender sender = Changing(new FileSenderOptions { Strategy = strategy, ResidentOnly = true }, () => SetLength(file, Window));

        FileChangedException failure = (await Assert.ThrowsAsync<FileChangedException>(() => sender.SendAsync(sockets.Sender, [file.Range(2 * Window, Window)]).AsTask()))!;

        Assert.That((failure.SeenLength, failure.BytesSent), Is.EqualTo((Window, 0)));
    }

    [Test]
    public async Task The_file_that_is_told_of_is_the_one_that_was_cut_and_not_one_that_may_grow()
    {
        using SendFixture test = new();
        using MappedFile grown = test.Open(1, 100);
        using MappedFile cut = test.Open(2, 4 * Window);
        using SocketPair sockets = SocketPair.Tcp();
        FileSender sender = Changing(new FileSenderOptions { Strategy = SendStrategy.Gather, ToleratesChanges = true }, () =>
        {
            SetLength(grown, 200);
            grown.Refresh();
            SetLength(cut, Window);
            cut.Refresh();
        });
        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);

        FileChangedException failure = (await Assert.ThrowsAsync<FileChangedException>(() => sender.SendAsync(sockets.Sender, [grown.Whole(), cut.Whole()]).AsTask()))!;

        Assert.That((failure.Path, failure.SeenLength), Is.EqualTo((cut.Path, Window)));
        _ = await receiving;
    }

    // By the call, which finds no page; or by whoever has read it before, and got zeros.
    [Test]
    public async Task A_leases_memory_of_which_pages_are_gone_is_told([Values] bool read, [Values(1000, 3 * 4096)] int length)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, Window);
        using SocketPair sockets = SocketPair.Tcp();
        using WindowLease lease = await file.AcquireAsync(0);
        SetLength(file, 0);
        if (read)
        {
            Assert.That(lease.Span[..length].IndexOfAnyExcept((byte)0), Is.Negative);
        }

        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);
        FileChangedException failure = (await Assert.ThrowsAsync<FileChangedException>(() => FileSender.Create().SendAsync(sockets.Sender, [s_header, lease.Memory[..length]]).AsTask()))!;

        Assert.That((failure.Path, failure.SeenLength, failure.BytesSent > 0), Is.EqualTo((file.Path, 0, read)));
        sockets.Sender.Dispose();
        Assert.That((await receiving).WasReset, Is.EqualTo(read));
    }

    [Test]
    public async Task A_stream_is_told_of_it_too()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, Window);
        using WindowLease lease = await file.AcquireAsync(0);
        SetLength(file, 0);

        FileChangedException failure = (await Assert.ThrowsAsync<FileChangedException>(() => FileSender.Create().SendAsync(new MemoryStream(), [s_header, lease.Memory]).AsTask()))!;

        Assert.That((failure.Path, failure.SeenLength), Is.EqualTo((file.Path, 0)));
    }

    [Test]
    public async Task Memory_that_throws_when_it_is_given_back_leaves_nothing_else_pinned()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, Window);
        using SocketPair sockets = SocketPair.Tcp();
        using (WindowLease lease = await file.AcquireAsync(0))
        {
            using ThrowingMemory throwing = new();
            Assert.That(() => FileSender.Create().SendAsync(sockets.Sender, [throwing.Memory, lease.Memory[..100], file.Range(0, 100)]).AsTask(), Throws.InvalidOperationException);
        }

        Assert.That(test.Cache.Audit(), Is.Empty);
        _ = await sockets.ReceiveAsync(ThrowingMemory.Length + 200);
        await Receipt.MustBe(sockets, await FileSender.Create().SendAsync(sockets.Sender, [s_header]), s_header);
    }

    // What happens just before the first step.
    private static FileSender Changing(FileSenderOptions options, Action change)
    {
        Action? next = change;
        return WrappingTransmitter.CreateSender(
            (inner, operation) =>
            {
                Interlocked.Exchange(ref next, null)?.Invoke();
                return inner.Send(operation);
            },
            options);
    }

    private static void Touch(MappedFile file)
    {
        for (long offset = 0; offset < file.Length; offset += Window)
        {
            file.Acquire(offset).Dispose();
        }
    }

    private static void SetLength(MappedFile file, int length)
    {
        using FileStream stream = new(file.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        stream.SetLength(length);
    }
}
