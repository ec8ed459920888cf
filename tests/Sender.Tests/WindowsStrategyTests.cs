using System.Net.Sockets;
using MappingCache.Platform.Windows.Sending;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

[WindowsOnly("strategies of Windows")]
public sealed class WindowsStrategyTests
{
    private const int Length = 3_000_000;
    private static readonly byte[] s_header = FileContent.Of(101, 200);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test]
    public void What_Windows_has_nothing_like_is_refused_by_name([Values(SendStrategy.Splice, SendStrategy.ZeroCopy)] SendStrategy strategy) =>
        Assert.That(() => FileSender.Create(new FileSenderOptions { Strategy = strategy }), Throws.TypeOf<PlatformNotSupportedException>().With.Message.Contains(strategy.ToString()));

    [Test]
    public void What_is_small_is_gathered() => Assert.That(WindowCacheFactory.CreateTransmitter().GatherLimit, Is.EqualTo(8192));

    [Test]
    public void Nothing_but_copies_is_known_to_be_in_memory([Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 1000);
        using SocketPair sockets = SocketPair.Tcp();
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy, ResidentOnly = true });

        NotResidentException missing = Assert.Throws<NotResidentException>(() => sender.Send(sockets.Sender, s_header, file.Whole()))!;
        Assert.That((missing.Offset, missing.BytesSent), Is.EqualTo((0, (long)s_header.Length)));
    }

    [Test]
    public async Task A_slow_receiver_gets_the_same_bytes([Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy, [Values] bool blocking)
    {
        using SendFixture test = new(slots: 4);
        using MappedFile file = test.Open(1, Length);
        using SocketPair sockets = SocketPair.Tcp(buffer: 4096);
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy });

        Task<long> sending = blocking
            ? Task.Factory.StartNew(() => sender.Send(sockets.Sender, s_header, file.Whole()), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : sender.SendAsync(sockets.Sender, [s_header, file.Whole()]).AsTask();
        Assert.That(sending.IsCompleted, Is.False, "the socket's buffers are too small for all of it");
        byte[] received = await sockets.ReceiveAsync(s_header.Length + Length).WaitAsync(s_patience);

        Assert.That(await sending.WaitAsync(s_patience), Is.EqualTo(s_header.Length + Length));
        Assert.That(received.AsSpan(0, s_header.Length).SequenceEqual(s_header) && FileContent.Matches(received.AsSpan(s_header.Length), 1, 0));
    }

    // The call that was under way is over, and its windows are given back, before the send has ended.
    [Test]
    public async Task A_call_that_is_cancelled_tells_how_many_bytes_it_sent([Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, Length);
        using SocketPair sockets = SocketPair.Tcp(buffer: 4096);
        using CancellationTokenSource cancellation = new();
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy });
        Task<long> sending = sender.SendAsync(sockets.Sender, [s_header, file.Whole()], cancellation.Token).AsTask();
        byte[] before = await sockets.ReceiveAsync(100_000).WaitAsync(s_patience);
        await cancellation.CancelAsync();

        SendCanceledException failure = (await Assert.ThrowsAsync<SendCanceledException>(() => sending.WaitAsync(s_patience)))!;
        Assert.That(failure.BytesSent, Is.InRange(before.Length, s_header.Length + Length - 1));
        Assert.That(test.Cache.Audit(), Is.Empty);
        sockets.Sender.Shutdown(SocketShutdown.Send);
        byte[] received = [.. before, .. await sockets.ReceiveAsync(Length).WaitAsync(s_patience)];
        Assert.That(received, Has.Length.EqualTo(failure.BytesSent));
        Assert.That(FileContent.Matches(received.AsSpan(s_header.Length), 1, 0));
    }

    [Test]
    public void No_more_places_are_taken_than_there_are()
    {
        TransmitPlaces places = new(2);
        Assert.That((places.TryTake(), places.TryTake(), places.TryTake(), places.Taken), Is.EqualTo((true, true, false, 2)));
        places.GiveBack();
        Assert.That((places.TryTake(), places.TryTake(), places.Taken), Is.EqualTo((true, false, 2)));
    }

    [Test]
    public async Task Who_finds_no_place_gathers_and_all_places_come_back()
    {
        const int Many = 6;

        // A connection that was reset under a call may never be told of, under Wine at least: its place stays taken.
        int before = TransmitPlaces.Process.Taken;
        using SendFixture test = new();
        using MappedFile file = test.Open(1, Length);
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = SendStrategy.SendFile });
        SocketPair[] pairs = [.. Enumerable.Range(0, Many).Select(static _ => SocketPair.Tcp(buffer: 4096))];
        Task<long>[] sends = [.. pairs.Select(sockets => sender.SendAsync(sockets.Sender, [file.Whole()]).AsTask())];
        byte[][] received = await Task.WhenAll(pairs.Select(static sockets => sockets.ReceiveAsync(Length))).WaitAsync(s_patience);

        Assert.That(await Task.WhenAll(sends).WaitAsync(s_patience), Has.All.EqualTo(Length));
        Assert.That(received.All(static bytes => FileContent.Matches(bytes, 1, 0)));
        Assert.That(SpinWait.SpinUntil(() => TransmitPlaces.Process.Taken <= before, s_patience), "all places come back");
        foreach (SocketPair sockets in pairs)
        {
            sockets.Dispose();
        }
    }
}
