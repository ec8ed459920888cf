using System.Buffers;
using System.Net.Sockets;
using Mono.Unix.Native;

namespace MappingCache.Tests.Chaos;

/// <summary>Sends memory that lies in several pieces by one call of the system, which has copied what it says that it took.</summary>
internal static class GatheredSend
{
    private const int MicrosecondsOfWaiting = 10_000;

    /// <summary>Sends all of it.</summary>
    /// <exception cref="SocketException">The receiver has gone, or a page could not be had.</exception>
    public static void Send(Socket socket, ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            long sent = SendOnce(socket, bytes);
            if (sent >= 0)
            {
                bytes = bytes.Slice(sent);
                continue;
            }

            switch (Stdlib.GetLastError())
            {
                case Errno.EINTR:
                    break;
                case Errno.EAGAIN:
                    WaitForRoom(socket, cancellationToken);
                    break;
                case Errno.EFAULT:
                    throw new SocketException((int)SocketError.Fault);
                case Errno.EPIPE or Errno.ECONNRESET:
                    throw new SocketException((int)SocketError.ConnectionReset);
                case var other:
                    throw new InvalidOperationException($"writev failed: {other}");
            }
        }
    }

    private static unsafe long SendOnce(Socket socket, ReadOnlySequence<byte> bytes)
    {
        List<MemoryHandle> pins = [];
        List<Iovec> pieces = [];
        try
        {
            foreach (ReadOnlyMemory<byte> piece in bytes)
            {
                // SAFETY: pinned until the call has returned.
                MemoryHandle pin = piece.Pin();
                pins.Add(pin);
                pieces.Add(new Iovec { iov_base = (nint)pin.Pointer, iov_len = (ulong)piece.Length });
            }

            return Syscall.writev((int)socket.Handle, [.. pieces]);
        }
        finally
        {
            pins.ForEach(static pin => pin.Dispose());
        }
    }

    private static void WaitForRoom(Socket socket, CancellationToken cancellationToken)
    {
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
        while (!socket.Poll(MicrosecondsOfWaiting, SelectMode.SelectWrite));
    }
}
