using System.IO.Pipelines;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

public sealed class SlotTimeoutTests
{
    private static readonly byte[] s_header = FileContent.Of(101, 200);
    private static readonly FileSenderOptions s_options = new() { Strategy = SendStrategy.Gather, SlotTimeout = TimeSpan.FromMilliseconds(50) };

    [Test]
    public async Task A_send_that_gets_no_slot_fails_in_time_with_the_count([Values("socket", "blocking socket", "stream", "blocking stream", "pipe")] string target)
    {
        using SendFixture test = new(slots: 1);
        using MappedFile file = test.Open(1, 1000);
        using MappedFile pinned = test.Open(2, 1000);
        using SocketPair sockets = SocketPair.Tcp();
        using MemoryStream stream = new();
        FileSender sender = FileSender.Create(s_options);
        SendPart[] parts = [s_header, file.Whole()];
        using WindowLease held = pinned.AcquireAsync(0).AsTask().GetAwaiter().GetResult();

        SendException told = (await Assert.ThrowsAsync<SendException>(async () => _ = target switch
        {
            "socket" => await sender.SendAsync(sockets.Sender, parts),
            "blocking socket" => sender.Send(sockets.Sender, parts),
            "stream" => await sender.SendAsync(stream, parts),
            "blocking stream" => sender.Send(stream, parts),
            _ => await sender.SendAsync(new Pipe().Writer, parts),
        }))!;

        Assert.That(told.InnerException, Is.TypeOf<TimeoutException>().With.Message.Contains("slot"));
        Assert.That(told.BytesSent, Is.EqualTo(s_header.Length));
    }

    [Test]
    public async Task A_slot_that_comes_in_time_is_used()
    {
        using SendFixture test = new(slots: 1);
        using MappedFile file = test.Open(1, 1000);
        using MappedFile pinned = test.Open(2, 1000);
        using SocketPair sockets = SocketPair.Tcp();
        WindowLease held = await pinned.AcquireAsync(0);
        ValueTask<long> sending = FileSender.Create(s_options with { SlotTimeout = TimeSpan.FromMinutes(5) }).SendAsync(sockets.Sender, [file.Whole()]);
        Assert.That(sending.IsCompleted, Is.False);
        held.Dispose();

        Assert.That(await sending, Is.EqualTo(1000));
    }

    [Test]
    public async Task The_callers_token_is_no_timeout()
    {
        using SendFixture test = new(slots: 1);
        using MappedFile file = test.Open(1, 1000);
        using MappedFile pinned = test.Open(2, 1000);
        using SocketPair sockets = SocketPair.Tcp();
        using CancellationTokenSource cancel = new();
        using WindowLease held = await pinned.AcquireAsync(0);
        Task<long> sending = FileSender.Create(s_options with { SlotTimeout = TimeSpan.FromMinutes(5) }).SendAsync(sockets.Sender, [file.Whole()], cancel.Token).AsTask();
        await cancel.CancelAsync();

        Assert.That((await Assert.ThrowsAsync<SendCanceledException>(() => sending))!.BytesSent, Is.Zero);
    }

    [Test]
    public void A_limit_out_of_range_is_refused() =>
        Assert.That(() => FileSender.Create(new FileSenderOptions { SlotTimeout = TimeSpan.FromSeconds(-1) }), Throws.TypeOf<ArgumentOutOfRangeException>());
}
