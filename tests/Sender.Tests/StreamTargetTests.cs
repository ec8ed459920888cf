using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

public sealed class StreamTargetTests
{
    private const int Window = SendFixture.WindowSize;
    private static readonly byte[] s_header = FileContent.Of(101, 200);
    private static readonly byte[] s_trailer = FileContent.Of(102, 77);

    [Test]
    [NotUnderWine("it makes no keys for elliptic curves")]
    public async Task Parts_arrive_through_tls_in_order([Values] bool blocking, [Values] bool copy, [Values(1, 4096, 300_000, 3_000_000)] int length)
    {
        // One slot: no more than one window is ever held.
        using SendFixture test = new(slots: 1);
        using MappedFile first = test.Open(1, length);
        using MappedFile second = test.Open(2, 100);
        using TlsPair tls = await TlsPair.ConnectAsync();
        FileSender sender = FileSender.Create(new FileSenderOptions { Copy = copy });
        byte[] expected = [.. s_header, .. FileContent.Of(1, length), .. FileContent.Of(2, 100).AsSpan(25, 50), .. s_trailer];
        Task<byte[]> receiving = tls.ReceiveAsync(expected.Length);

        SendPart[] parts = [s_header, first.Whole(), default, second.Range(25, 50), s_trailer];
        long sent = blocking ? sender.Send(tls.Sender, parts) : await sender.SendAsync(tls.Sender, parts);

        Assert.That(sent, Is.EqualTo(expected.Length));
        Assert.That(await receiving, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_sockets_own_stream_is_sent_through_in_turn_with_the_socket()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 2_000_000);
        using SocketPair sockets = SocketPair.Tcp(buffer: 4096);
        using NetworkStream stream = new(sockets.Sender);
        FileSender sender = FileSender.Create();

        ValueTask<long> first = sender.SendAsync(stream, [file.Whole()]);
        ValueTask<long> second = sender.SendAsync(sockets.Sender, [s_header]);
        ValueTask<long> third = sender.SendAsync(stream, [s_trailer]);
        byte[] received = await sockets.ReceiveAsync(2_000_000 + s_header.Length + s_trailer.Length);

        Assert.That((await first, await second, await third), Is.EqualTo((2_000_000L, (long)s_header.Length, (long)s_trailer.Length)));
        Assert.That(received, Is.EqualTo((byte[])[.. FileContent.Of(1, 2_000_000), .. s_header, .. s_trailer]));
    }

    [Test]
    public async Task Two_operations_do_not_mix()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 4 * Window);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ScriptedStream stream = new((write, _) =>
        {
            begun.TrySetResult();
            return write == 1 ? goOn.Task : Task.CompletedTask;
        });

        Task<long> first = FileSender.Create().SendAsync(stream, [file.Whole()]).AsTask();
        await begun.Task;
        Task<long> second = FileSender.Create().SendAsync(stream, [s_trailer]).AsTask();
        goOn.SetResult();

        Assert.That((await first, await second), Is.EqualTo((4L * Window, (long)s_trailer.Length)));
        Assert.That(stream.ToArray(), Is.EqualTo((byte[])[.. FileContent.Of(1, 4 * Window), .. s_trailer]));
    }

    [Test]
    public void What_cannot_be_written_is_refused_before_the_first_byte()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 1000);
        using MemoryStream stream = new();
        using MemoryStream readOnly = new([], writable: false);
        FileSender sender = FileSender.Create();

        Assert.That(() => sender.SendAsync(stream, [s_header, file.Range(900, 101)]).AsTask(), Throws.ArgumentException.With.Message.Contains("1,001"));
        Assert.That(() => sender.Send(stream, s_header, file.Range(900, 101)), Throws.ArgumentException.With.Message.Contains("1,001"));
        Assert.That(() => sender.SendAsync(readOnly, [s_header]).AsTask(), Throws.ArgumentException.With.Message.Contains("written"));
        Assert.That(stream.Length, Is.Zero);
    }

    [Test]
    [LinuxOnly("Windows cuts no file short that is mapped")]
    public async Task A_page_that_is_gone_under_a_write_is_told()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 4 * Window);
        using ScriptedStream stream = new((write, _) =>
        {
            if (write == 3)
            {
                Cut(file.Path, 0);
            }

            return Task.CompletedTask;
        });

        FileChangedException told = (await Assert.ThrowsAsync<FileChangedException>(() => FileSender.Create().SendAsync(stream, [s_header, file.Whole(), s_trailer]).AsTask()))!;

        Assert.That(told.BytesSent, Is.EqualTo(s_header.Length + (2 * Window)).And.EqualTo(stream.Length));
        Assert.That(told.SeenLength, Is.Zero);
        Assert.That(stream.ToArray().AsSpan(s_header.Length, Window).SequenceEqual(FileContent.Of(1, Window)), "what came before is the file's");
    }

    [Test]
    public async Task A_file_that_was_written_meanwhile_is_told([Values] bool copy)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 4 * Window);
        using ScriptedStream stream = new((write, _) =>
        {
            if (write == 2)
            {
                using FileStream writer = new(file.Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
                writer.WriteByte(1);
            }

            return Task.CompletedTask;
        });

        FileSenderOptions options = new() { Copy = copy, Quantum = Window };
        FileChangedException told = (await Assert.ThrowsAsync<FileChangedException>(() => FileSender.Create(options).SendAsync(stream, [file.Whole()]).AsTask()))!;

        Assert.That(told.BytesSent, Is.EqualTo(stream.Length), "counted is what was written");
        Assert.That(copy ? stream.Length : 4 * Window, Is.EqualTo(copy ? 2 * Window : stream.Length), "a copy is found out at once");
    }

    [Test]
    public void A_change_that_is_tolerated_is_sent_on()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 4 * Window);
        using ScriptedStream stream = new((_, _) =>
        {
            File.SetLastWriteTimeUtc(file.Path, DateTime.UnixEpoch);
            return Task.CompletedTask;
        });

        Assert.That(async () => await FileSender.Create(new FileSenderOptions { ToleratesChanges = true }).SendAsync(stream, [file.Whole()]), Is.EqualTo(4 * Window));
    }

    [Test]
    public async Task Cancellation_leaves_the_count_true()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 4 * Window);
        using CancellationTokenSource cancel = new();
        using ScriptedStream stream = new((write, token) =>
        {
            if (write < 3)
            {
                return Task.CompletedTask;
            }

            cancel.Cancel();
            return Task.Delay(Timeout.Infinite, token);
        });

        SendCanceledException told = (await Assert.ThrowsAsync<SendCanceledException>(() => FileSender.Create().SendAsync(stream, [file.Whole()], cancel.Token).AsTask()))!;

        Assert.That(told.BytesSent, Is.EqualTo(2 * Window).And.EqualTo(stream.Length));
        Assert.That(told.CancellationToken, Is.EqualTo(cancel.Token));
    }

    [Test]
    public async Task A_stream_that_fails_is_told_with_the_count()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 4 * Window);
        using ScriptedStream stream = new((write, _) => write < 4 ? Task.CompletedTask : throw new IOException("forced"));

        SendException told = (await Assert.ThrowsAsync<SendException>(() => FileSender.Create().SendAsync(stream, [file.Whole()]).AsTask()))!;

        Assert.That(told.BytesSent, Is.EqualTo(3 * Window).And.EqualTo(stream.Length));
        Assert.That(told.InnerException, Is.TypeOf<IOException>().With.Message.EqualTo("forced"));
    }

    internal static void Cut(string path, long length)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length);
    }
}
