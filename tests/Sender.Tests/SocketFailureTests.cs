using System.Net;
using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>What becomes of a connection, and of the count, when a socket fails.</summary>
public sealed class SocketFailureTests
{
    private const int Buffer = 8 * 1024;
    private const int Length = 4 * 1024 * 1024;

    private static readonly byte[] s_header = FileContent.Of(101, 200);

    [Test]
    public async Task A_reset_ends_a_send_that_waits([Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy, [Values] bool blocking)
    {
        if (strategy == SendStrategy.SendFile && Wine.IsRunning)
        {
            Assert.Ignore("Not under Wine: its TransmitFile may never tell that a connection was reset");
        }

        using SendFixture test = new();
        using MappedFile file = test.Open(1, Length);
        using SocketPair sockets = SocketPair.Tcp(Buffer);
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy });
        Task<long> sending = Start(sender, sockets.Sender, blocking, s_header, file.Whole());
        byte[] some = new byte[10_000];
        await sockets.Receiver.ReceiveAsync(some);
        sockets.Receiver.Close(0);

        SendException failure = (await Assert.ThrowsAsync<SendException>(() => sending))!;
        Assert.That(failure.SocketError, Is.EqualTo(SocketError.ConnectionReset).Or.EqualTo(SocketError.Shutdown));
        Assert.That(failure.BytesSent, Is.GreaterThan(0).And.LessThan(s_header.Length + Length));
        await MustWork(sender, file);
    }

    // Were the signal not kept away, this would be the end of the process.
    [Test]
    public async Task A_broken_pipe_is_an_error_and_no_signal([Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy, [Values] bool unix)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 100_000);
        using SocketPair sockets = unix ? SocketPair.Unix(test.Folder["socket"]) : SocketPair.Tcp();
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy });
        sockets.Sender.Shutdown(SocketShutdown.Send);

        for (int i = 0; i < 3; i++)
        {
            SendException failure = (await Assert.ThrowsAsync<SendException>(() => sender.SendAsync(sockets.Sender, [file.Whole()]).AsTask()))!;
            Assert.That(failure.SocketError, Is.EqualTo(SocketError.Shutdown));
            Assert.That(failure.BytesSent, Is.Zero);
        }

        await MustWork(sender, file);
    }

    [Test]
    public async Task A_peer_that_has_ended_its_own_side_is_sent_to([Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, Length);
        using SocketPair sockets = SocketPair.Tcp(Buffer);
        sockets.Receiver.Shutdown(SocketShutdown.Send);
        Assert.That(await sockets.Sender.ReceiveAsync(new byte[1]), Is.Zero, "the end has arrived");
        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);

        long sent = await FileSender.Create(new FileSenderOptions { Strategy = strategy }).SendAsync(sockets.Sender, [s_header, file.Whole()]);
        await Receipt.MustBe(sockets, sent, [.. s_header, .. FileContent.Of(1, Length)], receiving);
    }

    [Test]
    public async Task Disposing_the_socket_ends_who_waits_for_it_and_who_is_behind([Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy, [Values] bool blocking)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, Length);
        using SocketPair sockets = SocketPair.Tcp(Buffer);
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy });
        Task<long> sending = Start(sender, sockets.Sender, blocking, s_header, file.Whole());
        byte[] some = new byte[100];
        await sockets.Receiver.ReceiveAsync(some);
        Task<long> behind = sender.SendAsync(sockets.Sender, [file.Whole()]).AsTask();
        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);
        sockets.Sender.Dispose();

        SendException failure = (await Assert.ThrowsAsync<SendException>(() => sending))!;
        Assert.That(failure.BytesSent, Is.LessThan(s_header.Length + Length));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => behind);
        Assert.That(some.Length + (await receiving).Bytes.Length, Is.LessThanOrEqualTo(failure.BytesSent));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sender.SendAsync(sockets.Sender, [file.Whole()]).AsTask(), "nothing was sent: as any other use of it");
        Assert.Throws<ObjectDisposedException>(() => sender.Send(sockets.Sender, file.Whole()));
        await MustWork(sender, file);
    }

    [Test]
    public async Task A_socket_that_leads_nowhere_is_an_error()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 1000);
        using Socket idle = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        FileSender sender = FileSender.Create();

        // Wine takes one error for the other, and waits for a socket that listens.
        foreach (Socket socket in (Socket[])(Wine.IsRunning ? [idle] : [idle, listener]))
        {
            SendException failure = (await Assert.ThrowsAsync<SendException>(() => sender.SendAsync(socket, [file.Whole()]).AsTask()))!;
            Assert.That(failure.SocketError, Is.EqualTo(SocketError.NotConnected).Or.EqualTo(Wine.IsRunning ? SocketError.ConnectionReset : SocketError.Shutdown));
            Assert.That(failure.BytesSent, Is.Zero);
        }

        await MustWork(sender, file);
    }

    [Test]
    public async Task A_blocking_send_ends_when_the_sockets_own_time_is_up()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, Length);
        using SocketPair sockets = SocketPair.Tcp(Buffer);
        sockets.Sender.SendTimeout = 50;

        SendException failure = Assert.Throws<SendException>(() => FileSender.Create().Send(sockets.Sender, s_header, file.Whole()))!;
        Assert.That(failure.SocketError, Is.EqualTo(SocketError.TimedOut));
        await Receipt.MustBe(sockets, failure.BytesSent, [.. s_header, .. FileContent.Of(1, Length)]);
    }

    [Test]
    public async Task A_blocking_send_does_not_wait_for_a_socket_that_is_set_not_to_block()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, Length);
        using SocketPair sockets = SocketPair.Tcp(Buffer);
        sockets.Sender.Blocking = false;

        SendException failure = Assert.Throws<SendException>(() => FileSender.Create().Send(sockets.Sender, s_header, file.Whole()))!;
        Assert.That(failure.SocketError, Is.EqualTo(SocketError.WouldBlock));
        await Receipt.MustBe(sockets, failure.BytesSent, [.. s_header, .. FileContent.Of(1, Length)]);
    }

    private static Task<long> Start(FileSender sender, Socket socket, bool blocking, params SendPart[] parts) =>
        blocking ? Task.Factory.StartNew(() => sender.Send(socket, parts), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
        : sender.SendAsync(socket, parts).AsTask();

    private static async Task MustWork(FileSender sender, MappedFile file)
    {
        using SocketPair sockets = SocketPair.Tcp();
        long sent = await sender.SendAsync(sockets.Sender, [s_header, file.Range(0, 1000)]);
        await Receipt.MustBe(sockets, sent, [.. s_header, .. FileContent.Of(1, 1000)]);
    }
}
