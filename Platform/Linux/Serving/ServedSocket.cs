using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MappingCache.Native.Linux;
using MappingCache.Platform.Linux.Sending;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Serving;

/// <summary>A connected socket that never blocks. Its owner sees to it that nothing is called while, or after, it is closed.</summary>
internal sealed unsafe class ServedSocket
{
    // More than sockaddr_un, the longest that is accepted here.
    private const int AddressSize = 128;

    public ServedSocket(int descriptor) => Descriptor = descriptor;

    /// <summary>The number, as long as it is open.</summary>
    public int Descriptor { get; }

    /// <summary>Receives what is there.</summary>
    /// <param name="buffer">Room for it; at least a byte.</param>
    /// <param name="error"><see cref="SocketError.WouldBlock"/> if there is nothing yet.</param>
    /// <returns>How many bytes; 0 if the peer has ended; -1 with an error.</returns>
    public int Receive(Span<byte> buffer, out SocketError error)
    {
        fixed (byte* to = buffer)
        {
            while (true)
            {
                // SAFETY: the kernel writes as many bytes as there is room for, while the buffer stands still.
                nint received = LinuxCalls.Recv(Descriptor, to, (nuint)buffer.Length, 0);
                int number = received < 0 ? Marshal.GetLastPInvokeError() : 0;
                if ((Errno)number != Errno.EINTR)
                {
                    error = ErrorOf(number);
                    return (int)received;
                }
            }
        }
    }

    /// <summary>Where the connection ends on this side.</summary>
    /// <returns>Null if the system does not tell.</returns>
    public SocketAddress? GetLocalAddress()
    {
        byte* address = stackalloc byte[AddressSize];
        uint length = AddressSize;
        return LinuxCalls.GetSockName(Descriptor, address, &length) == 0 ? AddressOf(new ReadOnlySpan<byte>(address, (int)length)) : null;
    }

    /// <summary>How many bytes that were sent the peer has yet to acknowledge.</summary>
    public long GetBytesUnderWay()
    {
        int bytes = 0;
        return LinuxCalls.IoCtl(Descriptor, LinuxFlags.SocketOutputQueue, &bytes) == 0 ? bytes : 0;
    }

    /// <summary>The same socket as the runtime's. It does not own the descriptor: its owner disposes it before it closes that.</summary>
    public Socket View() => new(new SafeSocketHandle(Descriptor, ownsHandle: false));

    /// <summary>Closes it.</summary>
    /// <param name="resets">Whether the peer is told that something went wrong (RST), instead of that all was said.</param>
    public void Close(bool resets)
    {
        _ = resets ? LinuxCalls.SetLinger(Descriptor, isOn: true, seconds: 0) : LinuxCalls.Shutdown(Descriptor, LinuxFlags.ShutBoth);
        _ = Syscall.close(Descriptor);
    }

    /// <summary>The runtime's name for an error's number.</summary>
    public static SocketError ErrorOf(int number) =>
        number == 0 ? SocketError.Success
        : (Errno)number == Errno.EAGAIN ? SocketError.WouldBlock
        : SocketErrors.From(number);

    /// <summary>An address as the system lays it out.</summary>
    public static SocketAddress? AddressOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(ushort))
        {
            return null;
        }

        AddressFamily family = MemoryMarshal.Read<ushort>(bytes) switch
        {
            LinuxFlags.FamilyIp => AddressFamily.InterNetwork,
            LinuxFlags.FamilyIpV6 => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unknown,
        };
        if (family == AddressFamily.Unknown)
        {
            return null;
        }

        SocketAddress address = new(family, bytes.Length);
        bytes.CopyTo(address.Buffer.Span);
        return address;
    }
}
