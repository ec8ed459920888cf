using System.Net.Sockets;
using MappingCache.Platform.Linux.Sending;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>What is lent by MSG_ZEROCOPY stays pinned until it comes back, and comes back once.</summary>
[LinuxOnly("MSG_ZEROCOPY")]
public sealed class ZeroCopyTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly FileSender s_sender = OperatingSystem.IsLinux() ? FileSender.Create(new FileSenderOptions { Strategy = SendStrategy.ZeroCopy }) : null!;

    [Test]
    public async Task An_operation_is_over_when_everything_has_come_back()
    {
        using SendFixture test = new(slots: 4);
        using MappedFile file = test.Open(1, 200_000);
        using SocketPair sockets = SocketPair.Tcp();
        Task<byte[]> receiving = sockets.ReceiveAsync(200_000);

        Assert.That(await s_sender.SendAsync(sockets.Sender, [file.Whole()]).AsTask().WaitAsync(s_patience), Is.EqualTo(200_000));
        Assert.That(test.Cache.Audit(), Is.Empty);
        Assert.That(await receiving.WaitAsync(s_patience), Is.EqualTo(FileContent.Of(1, 200_000)));
    }

    [Test]
    public async Task Whoever_cancels_leaves_windows_pinned_that_are_sent_later_and_they_come_back_by_themselves()
    {
        using SendFixture test = new(slots: 4);
        using MappedFile file = test.Open(1, 20_000_000);
        using SocketPair sockets = SocketPair.Tcp(buffer: 16 * 1024);
        using CancellationTokenSource cancellation = new();
        Task<long> sending = s_sender.SendAsync(sockets.Sender, [file.Whole()], cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        long sent = (await Assert.ThrowsAsync<SendCanceledException>(() => sending.WaitAsync(s_patience)))!.BytesSent;
        Assert.That(test.Cache.Audit(), Is.Not.Empty, "the kernel has not sent them yet");

        byte[] received = await sockets.ReceiveAsync(sent).WaitAsync(s_patience);

        Assert.That(received.AsSpan().SequenceEqual(FileContent.Of(1, 20_000_000).AsSpan(0, (int)sent)));
        MustBeLetGo(test);
    }

    [Test]
    public async Task A_socket_is_disposed_or_reset_while_windows_are_lent([Values] bool reset)
    {
        using SendFixture test = new(slots: 4);
        using MappedFile file = test.Open(1, 20_000_000);
        using SocketPair sockets = SocketPair.Tcp(buffer: 16 * 1024);
        Task<long> sending = s_sender.SendAsync(sockets.Sender, [file.Whole()]).AsTask();
        Assert.That(LoansOf(sockets).HasAny, "the receiver takes nothing");
        Assert.That(test.Cache.Audit(), Is.Not.Empty, "what is lent is pinned");

        if (reset)
        {
            sockets.Receiver.Close(0);
        }
        else
        {
            sockets.Sender.Dispose();
        }

        Assert.That((await Assert.ThrowsAsync<SendException>(() => sending.WaitAsync(s_patience)))!.BytesSent, Is.InRange(1, 19_999_999));
        MustBeLetGo(test);
    }

    [Test]
    public async Task Many_slow_receivers_share_few_slots()
    {
        const int Length = 700_000;
        using SendFixture test = new(slots: 4);
        using MappedFile file = test.Open(1, Length);
        SocketPair[] pairs = [.. Enumerable.Range(0, 20).Select(static _ => SocketPair.Tcp(buffer: 32 * 1024))];
        Task<long>[] sending = [.. pairs.Select(pair => s_sender.SendAsync(pair.Sender, [file.Whole()]).AsTask())];

        byte[][] received = await Task.WhenAll(pairs.Select(static pair => pair.ReceiveAsync(Length))).WaitAsync(s_patience);

        Assert.That(await Task.WhenAll(sending).WaitAsync(s_patience), Is.All.EqualTo(Length));
        byte[] content = FileContent.Of(1, Length);
        Assert.That(received.Select(bytes => bytes.AsSpan().SequenceEqual(content)), Is.All.True);
        Array.ForEach(pairs, static pair => pair.Dispose());
    }

    [Test]
    public async Task A_blocking_send_gives_up_waiting_when_the_socket_would()
    {
        using SendFixture test = new(slots: 4);
        using MappedFile file = test.Open(1, 20_000_000);
        using SocketPair sockets = SocketPair.Tcp(buffer: 16 * 1024);
        sockets.Sender.SendTimeout = 200;

        SendException failure = await Task.Run(() => Assert.Throws<SendException>(() => s_sender.Send(sockets.Sender, file.Whole()))!).WaitAsync(s_patience);

        Assert.That(failure.SocketError, Is.EqualTo(SocketError.TimedOut).Or.EqualTo(SocketError.WouldBlock));
        sockets.Dispose();
        MustBeLetGo(test);
    }

    // Each notice of pages that came back wakes whoever polls, with or without room.
    [Test]
    public async Task A_notice_is_not_taken_for_the_end_of_the_time_limit()
    {
        const int Length = 3_000_000;
        using SendFixture test = new(slots: 4);
        using MappedFile file = test.Open(1, Length);
        using SocketPair sockets = SocketPair.Tcp(buffer: 64 * 1024);
        sockets.Sender.SendTimeout = (int)s_patience.TotalMilliseconds;

        Task<long> sending = Task.Run(() => s_sender.Send(sockets.Sender, file.Whole()));
        Task<byte[]> receiving = Task.Run(() =>
        {
            byte[] bytes = new byte[Length];
            for (int got = 0; got < Length;)
            {
                int read = sockets.Receiver.Receive(bytes.AsSpan(got, Math.Min(1024, Length - got)));
                Assert.That(read, Is.Positive, "the sender has ended the connection");
                got += read;
            }

            return bytes;
        });

        // If the first to end is a sender that has failed, nobody sends what the receiver waits for.
        await await Task.WhenAny(sending, receiving).WaitAsync(s_patience);
        Assert.That(await sending.WaitAsync(s_patience), Is.EqualTo(Length));
        byte[] received = await receiving.WaitAsync(s_patience);
        Assert.That(received.AsSpan().SequenceEqual(FileContent.Of(1, Length)), Is.True);
    }

    [Test]
    public async Task Loopback_is_not_taken_for_a_socket_that_saves_copies()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 200_000);
        using SocketPair sockets = SocketPair.Tcp();
        Task<byte[]> receiving = sockets.ReceiveAsync(200_000);
        _ = await s_sender.SendAsync(sockets.Sender, [file.Whole()]).AsTask().WaitAsync(s_patience);
        _ = await receiving.WaitAsync(s_patience);

        Assert.That(LoansOf(sockets).HasSavedCopies, Is.False);
    }

    [Test]
    public void A_notice_names_calls_from_the_first_to_the_last_modulo_their_range()
    {
        ZeroCopyNotice one = new(7, 7, wasCopied: false);
        ZeroCopyNotice around = new(uint.MaxValue, 1, wasCopied: false);

        Assert.That(new uint[] { 6, 7, 8 }.Select(one.IsAbout), Is.EqualTo((bool[])[false, true, false]));
        Assert.That(new uint[] { uint.MaxValue - 1, uint.MaxValue, 0, 1, 2 }.Select(around.IsAbout), Is.EqualTo((bool[])[false, true, true, true, false]));
    }

    private static ISocketLoans LoansOf(SocketPair sockets) => SocketLane.Of(sockets.Sender).Loans!;

    private static void MustBeLetGo(SendFixture test) =>
        Assert.That(() => test.Cache.Audit(), Is.Empty.After((int)s_patience.TotalMilliseconds, 10), "nothing stays pinned");
}
