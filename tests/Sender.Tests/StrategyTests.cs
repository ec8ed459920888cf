using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>Every strategy by its name: the same bytes, the same counts, and nothing that stays pinned.</summary>
[LinuxOnly("strategies of Linux")]
public sealed class StrategyTests
{
    private const int Window = SendFixture.WindowSize;
    private static readonly byte[] s_header = FileContent.Of(101, 200);
    private static readonly byte[] s_trailer = FileContent.Of(102, 77);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Parts_arrive_in_order(
        [Values(SendStrategy.Splice, SendStrategy.ZeroCopy)] SendStrategy strategy, [Values(1, 4095, 4097, Window, Window + 1, 300_000, 5_000_000)] int length, [Values(1, 2, 8)] int slots)
    {
        using SendFixture test = new(slots);
        using MappedFile first = test.Open(1, length);
        using MappedFile second = test.Open(2, 100);
        using SocketPair sockets = SocketPair.Tcp();
        long expected = s_header.Length + length + 50 + length - (length / 2) + s_trailer.Length;
        Task<byte[]> receiving = sockets.ReceiveAsync(expected);

        long sent = await SenderOf(strategy).SendAsync(sockets.Sender, [s_header, first.Whole(), second.Range(25, 50), first.Range(length / 2, length - (length / 2)), s_trailer]).AsTask().WaitAsync(s_patience);

        Assert.That(sent, Is.EqualTo(expected));
        MustBe([.. s_header, .. FileContent.Of(1, length), .. FileContent.Of(2, 100).AsSpan(25, 50), .. FileContent.Of(1, length).AsSpan(length / 2), .. s_trailer], await receiving.WaitAsync(s_patience));
    }

    [Test]
    public async Task A_slow_receiver_gets_the_same_bytes(
        [Values(SendStrategy.Gather, SendStrategy.SendFile, SendStrategy.Splice, SendStrategy.ZeroCopy)] SendStrategy strategy, [Values] bool blocking, [Values(16 * 1024, 1024 * 1024)] int quantum)
    {
        const int Length = 3_000_000;
        using SendFixture test = new(slots: 4);
        using MappedFile file = test.Open(1, Length);
        using SocketPair sockets = SocketPair.Tcp(buffer: 4096);
        FileSender sender = SenderOf(strategy, quantum);

        Task<long> sending = blocking
            ? Task.Run(() => sender.Send(sockets.Sender, s_header, file.Whole(), s_trailer))
            : sender.SendAsync(sockets.Sender, [s_header, file.Whole(), s_trailer]).AsTask();
        Assert.That(sending.IsCompleted, Is.False, "the socket's buffers are too small for all of it");
        byte[] received = await sockets.ReceiveAsync(s_header.Length + Length + s_trailer.Length).WaitAsync(s_patience);

        Assert.That(await sending.WaitAsync(s_patience), Is.EqualTo(s_header.Length + Length + s_trailer.Length));
        MustBe([.. s_header, .. FileContent.Of(1, Length), .. s_trailer], received);
    }

    [Test]
    public async Task Pages_go_through_a_Unix_socket_by_way_of_a_pipe([Values(1, Window + 1, 3_000_000)] int length, [Values(1, 8)] int slots)
    {
        using SendFixture test = new(slots);
        using MappedFile file = test.Open(1, length);
        using SocketPair sockets = SocketPair.Unix(test.Folder["socket"]);
        Task<byte[]> receiving = sockets.ReceiveAsync(s_header.Length + length + s_trailer.Length);

        Assert.That(await SenderOf(SendStrategy.Splice).SendAsync(sockets.Sender, [s_header, file.Whole(), s_trailer]), Is.EqualTo(s_header.Length + length + s_trailer.Length));
        MustBe([.. s_header, .. FileContent.Of(1, length), .. s_trailer], await receiving.WaitAsync(s_patience));
    }

    [Test]
    public void Zero_copy_through_a_Unix_socket_is_refused_before_the_first_byte()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 1000);
        using SocketPair sockets = SocketPair.Unix(test.Folder["socket"]);

        Assert.That(() => SenderOf(SendStrategy.ZeroCopy).Send(sockets.Sender, s_header, file.Whole()), Throws.ArgumentException.With.Message.Contains("TCP").And.Message.Contains("Unix"));
        Assert.That(sockets.Receiver.Available, Is.Zero);
    }

    [Test]
    public async Task A_cancelled_operation_knows_how_many_bytes_the_receiver_gets(
        [Values(SendStrategy.Gather, SendStrategy.SendFile, SendStrategy.Splice, SendStrategy.ZeroCopy)] SendStrategy strategy, [Values] bool readsFirst)
    {
        const int Length = 20_000_000;
        using SendFixture test = new();
        using MappedFile file = test.Open(1, Length);
        using SocketPair sockets = SocketPair.Tcp(buffer: 64 * 1024);
        using CancellationTokenSource cancellation = new();
        Task<long> sending = SenderOf(strategy).SendAsync(sockets.Sender, [s_header, file.Whole()], cancellation.Token).AsTask();
        byte[] before = readsFirst ? await sockets.ReceiveAsync(1_000_000).WaitAsync(s_patience) : [];

        await cancellation.CancelAsync();

        SendCanceledException failure = (await Assert.ThrowsAsync<SendCanceledException>(() => sending.WaitAsync(s_patience)))!;
        Assert.That(failure.BytesSent, Is.InRange(Math.Max(1, before.Length), s_header.Length + Length - 1));
        sockets.Sender.Shutdown(SocketShutdown.Send);
        byte[] received = [.. before, .. await sockets.ReceiveAsync(s_header.Length + Length).WaitAsync(s_patience)];
        Assert.That(received, Has.Length.EqualTo(failure.BytesSent));
        MustBe(((byte[])[.. s_header, .. FileContent.Of(1, Length)])[..received.Length], received);
        MustBeLetGo(test);
    }

    [Test]
    public async Task After_a_cancelled_operation_the_next_one_goes_on_behind_it(
        [Values(SendStrategy.Gather, SendStrategy.SendFile, SendStrategy.Splice, SendStrategy.ZeroCopy)] SendStrategy strategy)
    {
        const int Length = 20_000_000;
        using SendFixture test = new();
        using MappedFile file = test.Open(1, Length);
        using SocketPair sockets = SocketPair.Tcp(buffer: 64 * 1024);
        using CancellationTokenSource cancellation = new();
        FileSender sender = SenderOf(strategy);
        Task<long> cancelled = sender.SendAsync(sockets.Sender, [file.Whole()], cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        long sent = (await Assert.ThrowsAsync<SendCanceledException>(() => cancelled.WaitAsync(s_patience)))!.BytesSent;

        Task<long> next = sender.SendAsync(sockets.Sender, [s_header, file.Range(0, 500_000), s_trailer]).AsTask();
        byte[] received = await sockets.ReceiveAsync(sent + s_header.Length + 500_000 + s_trailer.Length).WaitAsync(s_patience);

        Assert.That(await next.WaitAsync(s_patience), Is.EqualTo(s_header.Length + 500_000 + s_trailer.Length));
        byte[] content = FileContent.Of(1, Length);
        MustBe([.. content.AsSpan(0, (int)sent), .. s_header, .. content.AsSpan(0, 500_000), .. s_trailer], received);
    }

    [Test]
    public async Task A_file_that_is_cut_short_under_way_is_found_changed(
        [Values(SendStrategy.Gather, SendStrategy.SendFile, SendStrategy.Splice, SendStrategy.ZeroCopy)] SendStrategy strategy)
    {
        const int Length = 20_000_000;
        using SendFixture test = new();
        using MappedFile file = test.Open(1, Length);
        using SocketPair sockets = SocketPair.Tcp(buffer: 64 * 1024);
        Task<long> sending = SenderOf(strategy).SendAsync(sockets.Sender, [s_header, file.Whole()]).AsTask();
        _ = await sockets.ReceiveAsync(1_000_000).WaitAsync(s_patience);

        using (FileStream stream = File.OpenWrite(test.Folder["file 1"]))
        {
            stream.SetLength(Length / 2);
        }

        Task draining = DrainAsync(sockets.Receiver);
        FileChangedException failure = (await Assert.ThrowsAsync<FileChangedException>(() => sending.WaitAsync(s_patience)))!;
        Assert.That(failure.BytesSent, Is.InRange(1_000_000, s_header.Length + Length - 1));
        Assert.That(() => draining.WaitAsync(s_patience), Throws.TypeOf<SocketException>().With.Property(nameof(SocketException.SocketErrorCode)).EqualTo(SocketError.ConnectionReset), "the receiver is told");
        MustBeLetGo(test);
    }

    [Test]
    public async Task A_pipe_with_bytes_left_in_it_is_not_used_again()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 20_000_000);
        using MappedFile other = test.Open(2, 100_000);
        FileSender sender = SenderOf(SendStrategy.Splice);
        for (int round = 0; round < 20; round++)
        {
            using SocketPair stuck = SocketPair.Tcp(buffer: 16 * 1024);
            using SocketPair free = SocketPair.Tcp();
            using CancellationTokenSource cancellation = new();
            Task<long> sending = sender.SendAsync(stuck.Sender, [file.Whole()], cancellation.Token).AsTask();
            Task<byte[]> receiving = free.ReceiveAsync(100_000);

            Assert.That(await sender.SendAsync(free.Sender, [other.Whole()]).AsTask().WaitAsync(s_patience), Is.EqualTo(100_000));
            Assert.That(await receiving.WaitAsync(s_patience), Is.EqualTo(FileContent.Of(2, 100_000)));
            await cancellation.CancelAsync();
            _ = await Assert.ThrowsAsync<SendCanceledException>(() => sending.WaitAsync(s_patience));
        }
    }

    private static FileSender SenderOf(SendStrategy strategy, int quantum = 1024 * 1024) =>
        FileSender.Create(new FileSenderOptions { Strategy = strategy, Quantum = quantum, GatherLimit = Math.Min(quantum, 8192) });

    // NUnit compares millions of bytes one by one.
    private static void MustBe(byte[] expected, byte[] received)
    {
        Assert.That(received, Has.Length.EqualTo(expected.Length));
        Assert.That(received.AsSpan().CommonPrefixLength(expected), Is.EqualTo(expected.Length), "how many bytes are as expected");
    }

    private static void MustBeLetGo(SendFixture test) =>
        Assert.That(() => test.Cache.Audit(), Is.Empty.After((int)s_patience.TotalMilliseconds, 10), "nothing stays pinned");

    private static async Task DrainAsync(Socket socket)
    {
        byte[] buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer) > 0)
        {
        }
    }
}
