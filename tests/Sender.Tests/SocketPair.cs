using System.Net;
using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>Two sockets that are connected to each other.</summary>
internal sealed class SocketPair : IDisposable
{
    private SocketPair(Socket sender, Socket receiver) => (Sender, Receiver) = (sender, receiver);

    public Socket Sender { get; }

    public Socket Receiver { get; }

    /// <summary>Over TCP on loopback.</summary>
    /// <param name="buffer">How many bytes the sender's buffer and the receiver's are to have; what the system makes of it is more. 0: what it likes.</param>
    public static SocketPair Tcp(int buffer = 0)
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        return Connect(listener, new IPEndPoint(IPAddress.Loopback, 0), buffer);
    }

    /// <summary>Over a Unix domain socket.</summary>
    /// <param name="path">A path where nothing is; the file stays there.</param>
    public static SocketPair Unix(string path)
    {
        if (Wine.IsRunning)
        {
            Assert.Ignore("Not under Wine: it has no Unix domain sockets");
        }

        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        return Connect(listener, new UnixDomainSocketEndPoint(path), buffer: 0);
    }

    /// <summary>Receives so many bytes, or fewer if the sender ends before.</summary>
    public async Task<byte[]> ReceiveAsync(long length)
    {
        byte[] bytes = new byte[length];
        int received = 0;
        while (received < length)
        {
            int more = await Receiver.ReceiveAsync(bytes.AsMemory(received)).ConfigureAwait(false);
            if (more == 0)
            {
                break;
            }

            received += more;
        }

        return bytes[..received];
    }

    public void Dispose()
    {
        Sender.Dispose();
        Receiver.Dispose();
    }

    private static SocketPair Connect(Socket listener, EndPoint place, int buffer)
    {
        if (buffer > 0)
        {
            listener.ReceiveBufferSize = buffer;
        }

        listener.Bind(place);
        listener.Listen();
        Socket sender = new(listener.AddressFamily, SocketType.Stream, listener.ProtocolType);
        if (buffer > 0)
        {
            sender.SendBufferSize = buffer;
        }

        sender.Connect(listener.LocalEndPoint!);
        return new SocketPair(sender, listener.Accept());
    }
}
