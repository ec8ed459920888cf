using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MappingCache.Native.Linux;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Serving;

/// <summary>A socket that listens, and gives out connections that never block. Thread-safe, but for one accept at a time.</summary>
internal sealed unsafe class ServedListener : IDisposable
{
    private const int AddressSize = 128;

    private readonly Socket _socket;
    private readonly bool _isTcp;
    private readonly bool _noDelay;

    /// <summary>Binds and listens.</summary>
    /// <param name="endPoint">An address and a port, or a Unix domain socket's path.</param>
    /// <param name="backlog">How many connections may wait to be accepted.</param>
    /// <param name="noDelay">Whether TCP sends small segments at once.</param>
    /// <exception cref="SocketException">It is taken, or may not be bound.</exception>
    public ServedListener(EndPoint endPoint, int backlog, bool noDelay)
    {
        _isTcp = endPoint is IPEndPoint;
        _noDelay = noDelay;
        _socket = _isTcp
            ? new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (endPoint is IPEndPoint ip && ip.Address.Equals(IPAddress.IPv6Any))
            {
                _socket.DualMode = true;
            }

            _socket.Bind(endPoint);
            _socket.Listen(backlog);
            _socket.Blocking = false;
            EndPoint = _socket.LocalEndPoint!;
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Where it listens: with the port that the system chose, if it was left to it.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>The descriptor, as long as it is not disposed.</summary>
    public int Descriptor => (int)_socket.SafeHandle.DangerousGetHandle();

    /// <summary>Accepts a connection.</summary>
    /// <param name="socket">The connection; null with an error.</param>
    /// <param name="peer">Where it comes from; null if it has no address, as with Unix domain sockets.</param>
    /// <returns><see cref="SocketError.WouldBlock"/> if there is none yet; <see cref="SocketError.TooManyOpenSockets"/> or <see cref="SocketError.NoBufferSpaceAvailable"/> if there is, but nothing to accept it with; <see cref="SocketError.OperationAborted"/> if it was disposed.</returns>
    public SocketError Accept(out ServedSocket? socket, out EndPoint? peer)
    {
        byte* address = stackalloc byte[AddressSize];
        uint length = AddressSize;
        (socket, peer) = (null, null);
        int accepted;
        int error;
        try
        {
            using SocketUse listener = new(_socket.SafeHandle);

            // SAFETY: the kernel writes as much of the address as there is room for, and says how long it is.
            accepted = LinuxCalls.Accept4((int)listener.Number, address, &length, LinuxFlags.NonBlock | LinuxFlags.CloseOnExec);
            error = accepted < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        catch (ObjectDisposedException)
        {
            return SocketError.OperationAborted;
        }

        if (accepted < 0)
        {
            return (Errno)error is Errno.EMFILE or Errno.ENFILE ? SocketError.TooManyOpenSockets : ServedSocket.ErrorOf(error);
        }

        if (_isTcp && _noDelay)
        {
            _ = LinuxCalls.SetSockOpt(accepted, LinuxFlags.ProtocolTcp, LinuxFlags.TcpNoDelay, 1);
        }

        socket = new ServedSocket(accepted);
        peer = EndPointOf(ServedSocket.AddressOf(new ReadOnlySpan<byte>(address, (int)Math.Min(length, AddressSize))));
        return SocketError.Success;
    }

    /// <summary>The end of a connection on this side.</summary>
    public EndPoint LocalEndPointOf(ServedSocket socket) =>
        EndPoint is IPEndPoint listening && (listening.Address.Equals(IPAddress.Any) || listening.Address.Equals(IPAddress.IPv6Any))
            ? EndPointOf(socket.GetLocalAddress()) ?? EndPoint
            : EndPoint;

    /// <summary>Stops listening. A Unix domain socket's file is removed.</summary>
    public void Dispose() => _socket.Dispose();

    private EndPoint? EndPointOf(SocketAddress? address) => address is not null && EndPoint is IPEndPoint ? EndPoint.Create(address) : null;
}
