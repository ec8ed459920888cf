using System.Net;
using System.Net.Sockets;

namespace MappingCache.Harness.Workloads;

/// <summary>Pages that were lent to a socket and have arrived. The kernel frees some dozens of buffers only when the processor that made them has network traffic again, and they keep their pages until then.</summary>
internal static class SentPages
{
    /// <summary>Makes a little traffic on the processor that the calling thread runs on.</summary>
    public static void Release()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Connect(socket.LocalEndPoint!);
        byte[] datagram = [0];
        _ = socket.Send(datagram);
        _ = socket.Receive(datagram);
    }
}
