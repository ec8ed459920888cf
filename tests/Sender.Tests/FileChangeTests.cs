using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>Files that change, and handles and caches that are disposed, while they are sent.</summary>
[LinuxOnly("files that are cut short and replaced while they are mapped")]
public sealed class FileChangeTests
{
    private const int Buffer = 8 * 1024;
    private const int Length = 4 * 1024 * 1024;
    private const int Aligned = 2 * 1024 * 1024;

    private static readonly byte[] s_header = FileContent.Of(101, 200);
    private static readonly byte[] s_trailer = FileContent.Of(102, 77);

    public enum Change
    {
        CutAligned,
        CutWithinPage,
        CutToNothing,
        Rewritten,
        Grown,
    }

    [Test]
    public async Task A_file_that_changes_while_a_slow_receiver_is_waited_for_is_told(
        [Values] Change change, [Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy, [Values] bool copy, [Values] bool aborts)
    {
        using SendFixture test = new();
        using MappedFile file = OpenOld(test, 1, Length);
        using SocketPair sockets = SocketPair.Tcp(Buffer);
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy, Copy = copy, AbortsOnChange = aborts });
        Task<long> sending = sender.SendAsync(sockets.Sender, [s_header, file.Range(1000, Length - 1000), s_trailer]).AsTask();
        Assert.That(sending.IsCompleted, Is.False, "nobody receives");
        Make(change, file.Path);
        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);

        FileChangedException failure = (await Assert.ThrowsAsync<FileChangedException>(() => sending))!;
        Assert.That(failure.Path, Is.EqualTo(file.Path));
        Assert.That(failure.Offset, Is.EqualTo(1000));
        Assert.That(failure.ExpectedLength, Is.EqualTo(Length));
        Assert.That(failure.SeenLength, Is.EqualTo(LengthAfter(change)));
        Assert.That(failure.BytesSent, Is.GreaterThan(0).And.LessThanOrEqualTo(s_header.Length + Length - 1000 + s_trailer.Length));
        if (!aborts)
        {
            sockets.Sender.Shutdown(SocketShutdown.Send);
        }

        Receipt receipt = await receiving;
        Assert.That(receipt.WasReset, Is.EqualTo(aborts));
        Assert.That(receipt.Bytes, aborts ? Has.Length.LessThanOrEqualTo(failure.BytesSent) : Has.Length.EqualTo(failure.BytesSent));
        await MustWork(sender, test);
    }

    [Test]
    public async Task A_blocking_send_tells_it_as_well([Values] Change change, [Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy)
    {
        using SendFixture test = new();
        using MappedFile file = OpenOld(test, 1, Length);
        using SocketPair sockets = SocketPair.Tcp(Buffer);
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy });
        Task<long> sending = Task.Factory.StartNew(() => sender.Send(sockets.Sender, s_header, file.Whole()), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await sockets.Receiver.ReceiveAsync(new byte[1]);
        Make(change, file.Path);
        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);

        FileChangedException failure = (await Assert.ThrowsAsync<FileChangedException>(() => sending))!;
        Assert.That(failure.SeenLength, Is.EqualTo(LengthAfter(change)));
        Receipt receipt = await receiving;
        Assert.That(receipt.WasReset);
        Assert.That(receipt.Bytes.Length + 1, Is.LessThanOrEqualTo(failure.BytesSent));
        await MustWork(sender, test);
    }

    [Test]
    public async Task A_file_that_grows_may_be_tolerated_and_one_that_ends_may_not([Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy, [Values] bool copy)
    {
        using SendFixture test = new();
        using MappedFile file = OpenOld(test, 1, Length);
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy, Copy = copy, ToleratesChanges = true });
        using (SocketPair sockets = SocketPair.Tcp(Buffer))
        {
            Task<long> sending = sender.SendAsync(sockets.Sender, [s_header, file.Range(0, Length), s_trailer]).AsTask();
            Make(Change.Grown, file.Path);
            Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);
            await Receipt.MustBe(sockets, await sending, [.. s_header, .. FileContent.Of(1, Length), .. s_trailer], receiving);
        }

        using (SocketPair sockets = SocketPair.Tcp(Buffer))
        {
            Task<long> sending = sender.SendAsync(sockets.Sender, [s_header, file.Range(0, Length), s_trailer]).AsTask();
            Make(Change.CutAligned, file.Path);
            Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);
            await Assert.ThrowsAsync<FileChangedException>(() => sending);
            Assert.That((await receiving).WasReset);
        }
    }

    [Test]
    public async Task A_file_that_is_replaced_is_sent_as_it_was([Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy, [Values] bool copy)
    {
        using SendFixture test = new();
        using MappedFile file = OpenOld(test, 1, Length);
        using SocketPair sockets = SocketPair.Tcp(Buffer);
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy, Copy = copy });
        Task<long> sending = sender.SendAsync(sockets.Sender, [s_header, file.Whole()]).AsTask();
        File.Move(test.Folder.Write("other", 2, 1000), file.Path, overwrite: true);
        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);

        await Receipt.MustBe(sockets, await sending, [.. s_header, .. FileContent.Of(1, Length)], receiving);
    }

    [Test]
    public async Task A_file_that_is_replaced_or_deleted_within_a_step_is_sent_as_it_was([Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy, [Values(1, 2, 3, 4)] int step, [Values] bool deleted)
    {
        const int Whole = 3 * SendFixture.WindowSize;
        using SendFixture test = new();
        using MappedFile file = OpenOld(test, 1, Whole);
        using SocketPair sockets = SocketPair.Tcp();
        int steps = 0;
        FileSender sender = WrappingTransmitter.CreateSender(
            (inner, operation) =>
            {
                // Steps hold what was brought for them; that the file is asked just then is what another send may do.
                if (++steps == step)
                {
                    if (deleted)
                    {
                        File.Delete(file.Path);
                    }
                    else
                    {
                        File.Move(test.Folder.Write("other", 2, 1000), file.Path, overwrite: true);
                    }

                    file.Refresh();
                }

                return inner.Send(operation);
            },
            new FileSenderOptions { Strategy = strategy, Quantum = SendFixture.WindowSize });
        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);

        await Receipt.MustBe(sockets, await sender.SendAsync(sockets.Sender, [s_header, file.Whole()]), [.. s_header, .. FileContent.Of(1, Whole)], receiving);
        Assert.That(steps, Is.GreaterThanOrEqualTo(step));
    }

    // A call fails for all that was gathered for it when a page of it is missing, and what comes first is no file's.
    [Test]
    public async Task A_small_send_whose_file_is_cut_just_before_the_call_sends_nothing([Values(1, 4096, 20_000)] int length, [Values] bool header)
    {
        using SendFixture test = new();
        using MappedFile file = OpenOld(test, 1, length);
        using MappedFile other = OpenOld(test, 2, 100);
        using (file.Acquire(0))
        {
        }

        using SocketPair sockets = SocketPair.Tcp();
        bool cuts = true;
        FileSender sender = WrappingTransmitter.CreateSender(
            (inner, operation) =>
            {
                if (cuts)
                {
                    Make(Change.CutToNothing, file.Path);
                }

                return inner.Send(operation);
            },
            new FileSenderOptions { Strategy = SendStrategy.Gather });

        byte[] before = header ? s_header : [];
        FileChangedException failure = (await Assert.ThrowsAsync<FileChangedException>(() => sender.SendAsync(sockets.Sender, [before, file.Whole(), s_trailer]).AsTask()))!;
        Assert.That(failure.Path, Is.EqualTo(file.Path));
        Assert.That(failure.ExpectedLength, Is.EqualTo(length));
        Assert.That(failure.SeenLength, Is.Zero);
        Assert.That(failure.BytesSent, Is.Zero);

        // Nothing was sent, so the connection is as good as before.
        cuts = false;
        Assert.That(() => sender.SendAsync(sockets.Sender, [s_header, file.Range(0, length)]).AsTask(), Throws.ArgumentException, "the range goes past the end now");
        long sent = await sender.SendAsync(sockets.Sender, [s_header, other.Whole()]);
        await Receipt.MustBe(sockets, sent, [.. s_header, .. FileContent.Of(2, 100)]);
    }

    [Test]
    public async Task A_send_that_had_to_wait_for_others_asks_whether_its_file_has_changed([Values] bool blocking)
    {
        using SendFixture test = new();
        using MappedFile large = OpenOld(test, 1, Length);
        using MappedFile small = OpenOld(test, 2, 1000);
        using (small.Acquire(0))
        {
        }

        using SocketPair sockets = SocketPair.Tcp(Buffer);
        FileSender sender = FileSender.Create();
        Task<long> first = sender.SendAsync(sockets.Sender, [large.Whole()]).AsTask();
        Task<long> behind = blocking ? OnThread(() => sender.Send(sockets.Sender, small.Whole())) : sender.SendAsync(sockets.Sender, [small.Whole()]).AsTask();
        Make(Change.Rewritten, small.Path, 1000);
        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);

        Assert.That(await first, Is.EqualTo(Length));
        FileChangedException failure = (await Assert.ThrowsAsync<FileChangedException>(() => behind))!;
        Assert.That(failure.Path, Is.EqualTo(small.Path));

        // If the file happened to be due to be looked at, that was before the first byte.
        sockets.Sender.Dispose();
        Assert.That((await receiving).WasReset, Is.EqualTo(failure.BytesSent > 0));
    }

    [Test]
    public async Task A_handle_that_is_disposed_meanwhile_ends_the_send([Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy, [Values] bool copy)
    {
        using SendFixture test = new();
        MappedFile file = OpenOld(test, 1, Length);
        using SocketPair sockets = SocketPair.Tcp(Buffer);
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy, Copy = copy });
        Task<long> sending = sender.SendAsync(sockets.Sender, [s_header, file.Whole()]).AsTask();
        file.Dispose();
        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);

        SendException failure = (await Assert.ThrowsAsync<SendException>(() => sending))!;
        Assert.That(failure.InnerException, Is.TypeOf<ObjectDisposedException>());
        await Receipt.MustBe(sockets, failure.BytesSent, [.. s_header, .. FileContent.Of(1, Length)], receiving);
        Assert.Throws<ObjectDisposedException>(() => sender.Send(sockets.Sender, file.Range(0, 1)));
        await MustWork(sender, test);
    }

    [Test]
    public async Task A_cache_that_is_disposed_meanwhile_ends_a_send_of_its_windows()
    {
        using SendFixture test = new();
        using MappedFile file = OpenOld(test, 1, Length);
        using SocketPair sockets = SocketPair.Tcp(Buffer);
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = SendStrategy.Gather });
        Task<long> sending = sender.SendAsync(sockets.Sender, [s_header, file.Whole()]).AsTask();
        test.Cache.Dispose();
        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);

        SendException failure = (await Assert.ThrowsAsync<SendException>(() => sending))!;
        Assert.That(failure.InnerException, Is.TypeOf<ObjectDisposedException>());
        await Receipt.MustBe(sockets, failure.BytesSent, [.. s_header, .. FileContent.Of(1, Length)], receiving);
        using SendFixture next = new();
        await MustWork(sender, next);
    }

    // Written an hour ago: whatever is written now has another time.
    private static MappedFile OpenOld(SendFixture test, long seed, int length)
    {
        string path = test.Folder.Write($"old {seed}", seed, length);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-1));
        return test.Cache.Open(path);
    }

    private static void Make(Change change, string path, int length = Length)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        switch (change)
        {
            case Change.Rewritten:
                stream.Write(FileContent.Of(99, length));
                break;
            case Change.Grown:
                stream.Seek(0, SeekOrigin.End);
                stream.Write(s_header);
                break;
            default:
                stream.SetLength(LengthAfter(change));
                break;
        }
    }

    private static int LengthAfter(Change change) => change switch
    {
        Change.CutAligned => Aligned,
        Change.CutWithinPage => Aligned + 123,
        Change.CutToNothing => 0,
        Change.Grown => Length + s_header.Length,
        _ => Length,
    };

    // Returns when it waits, for others as a rule.
    private static Task<long> OnThread(Func<long> work)
    {
        TaskCompletionSource<long> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (Exception failure)
            {
                result.SetException(failure);
            }
        });
        thread.Start();
        Assert.That(SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30)));
        return result.Task;
    }

    private static async Task MustWork(FileSender sender, SendFixture test)
    {
        using MappedFile file = OpenOld(test, 5, 1000);
        using SocketPair sockets = SocketPair.Tcp();
        long sent = await sender.SendAsync(sockets.Sender, [s_header, file.Whole()]);
        await Receipt.MustBe(sockets, sent, [.. s_header, .. FileContent.Of(5, 1000)]);
    }
}
