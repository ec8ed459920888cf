using System.Runtime.InteropServices;
using MappingCache.Native.Linux;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Sending;

/// <summary>A notice that the kernel is done with the pages of some calls, one after the other.</summary>
internal readonly unsafe struct ZeroCopyNotice
{
    // A header, the error and an address; a timestamp of somebody else's, if there is one, is more.
    private const int ControlSize = 256;

    private readonly uint _first;
    private readonly uint _last;

    public ZeroCopyNotice(uint first, uint last, bool wasCopied) => (_first, _last, WasCopied) = (first, last, wasCopied);

    /// <summary>Whether the pages were copied all the same.</summary>
    public bool WasCopied { get; }

    /// <summary>Whether a call is among them. Calls are counted modulo 2^32.</summary>
    public bool IsAbout(uint call) => call - _first <= _last - _first;

    /// <summary>Takes the next notice out of a socket's error queue; what is in it besides is dropped.</summary>
    /// <returns>False if there is none.</returns>
    public static bool TryReceive(int descriptor, out ZeroCopyNotice notice)
    {
        byte* control = stackalloc byte[ControlSize];
        while (true)
        {
            // SAFETY: the kernel writes up to ControlLength bytes there, and says how many.
            SocketMessage message = new() { Control = control, ControlLength = ControlSize };
            if (LinuxCalls.RecvMsg(descriptor, &message, LinuxFlags.MsgErrorQueue) < 0)
            {
                if ((Errno)Marshal.GetLastPInvokeError() == Errno.EINTR)
                {
                    continue;
                }

                notice = default;
                return false;
            }

            if (TryRead(control, message.ControlLength, out notice))
            {
                return true;
            }
        }
    }

    private static bool TryRead(byte* control, nuint length, out ZeroCopyNotice notice)
    {
        nuint headerSize = (nuint)sizeof(ControlHeader);
        for (nuint at = 0; at + headerSize <= length;)
        {
            ControlHeader header = *(ControlHeader*)(control + at);
            bool isError = header is { Level: LinuxFlags.SolIp, Type: LinuxFlags.IpReceiveError } or { Level: LinuxFlags.SolIpV6, Type: LinuxFlags.IpV6ReceiveError };
            if (isError && header.Length >= headerSize + (nuint)sizeof(ExtendedError))
            {
                // SAFETY: the kernel has written a whole one behind the header.
                ExtendedError error = *(ExtendedError*)(control + at + headerSize);
                if (error is { Error: 0, Origin: LinuxFlags.ErrorOriginZeroCopy })
                {
                    notice = new ZeroCopyNotice(error.Info, error.Data, (error.Code & LinuxFlags.ErrorCodeCopied) != 0);
                    return true;
                }
            }

            nuint aligned = (header.Length + 7) & ~(nuint)7;
            if (aligned == 0)
            {
                break;
            }

            at += aligned;
        }

        notice = default;
        return false;
    }
}
