using System.Net;
using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>Sockets that are connected again have another descriptor, of which nothing is known.</summary>
[LinuxOnly("on Windows a socket keeps its handle")]
public sealed class ReconnectTests
{
    private const int Length = 20_000_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task A_socket_that_is_connected_again_holds_nobody_up([Values(SendStrategy.SendFile, SendStrategy.Splice, SendStrategy.ZeroCopy)] SendStrategy strategy)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, Length);
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy });
        using Socket listener = Listen();
        using Socket other = Listen();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(listener.LocalEndPoint!);
        using (Socket first = listener.Accept())
        {
            Task<byte[]> receiving = ReceiveAsync(first, 100_000);
            Assert.That(await sender.SendAsync(socket, [file.Range(0, 100_000)]), Is.EqualTo(100_000));
            _ = await receiving;
        }

        socket.Disconnect(reuseSocket: true);
        await socket.ConnectAsync(other.LocalEndPoint!);
        using Socket second = other.Accept();

        // In a thread of its own: one that waits for the socket would not come back.
        Task<Task<long>> call = Task.Factory.StartNew(() => sender.SendAsync(socket, [file.Whole()]).AsTask(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task<long> sending = await call.WaitAsync(s_patience);
        Assert.That(sending.IsCompleted, Is.False, "nobody has received anything");

        Assert.That(FileContent.Matches(await ReceiveAsync(second, Length), 1, 0));
        Assert.That(await sending.WaitAsync(s_patience), Is.EqualTo(Length));
    }

    private static Socket Listen()
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return listener;
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket, int length)
    {
        byte[] bytes = new byte[length];
        for (int received = 0; received < length;)
        {
            int more = await socket.ReceiveAsync(bytes.AsMemory(received)).AsTask().WaitAsync(s_patience);
            Assert.That(more, Is.Positive);
            received += more;
        }

        return bytes;
    }
}
