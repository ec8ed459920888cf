using System.Net;
using System.Net.Sockets;

namespace MappingCache.Tests.Chaos;

/// <summary>A connection over the loopback interface, for one file.</summary>
internal sealed class ChaosConnection : IDisposable
{
    private ChaosConnection(Socket sender, Socket receiver)
    {
        Sender = sender;
        Receiver = receiver;
    }

    public Socket Sender { get; }

    public Socket Receiver { get; }

    /// <summary>Makes one.</summary>
    public static async Task<ChaosConnection> OpenAsync(CancellationToken cancellationToken)
    {
        using Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen(1);
        Socket sender = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await sender.ConnectAsync(listener.LocalEndPoint!, cancellationToken);
            return new ChaosConnection(sender, await listener.AcceptAsync(cancellationToken));
        }
        catch
        {
            sender.Dispose();
            throw;
        }
    }

    /// <summary>Breaks the connection, so that the receiver is not told that it has everything, even if it has.</summary>
    public void Abort() => Sender.Close(timeout: 0);

    public void Dispose()
    {
        Sender.Dispose();
        Receiver.Dispose();
    }
}
