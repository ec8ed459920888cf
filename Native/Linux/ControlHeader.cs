using System.Runtime.InteropServices;

namespace MappingCache.Native.Linux;

/// <summary>struct cmsghdr (sys/socket.h), on 64-bit processors. Headers, and what follows each, begin at multiples of 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ControlHeader
{
    /// <summary>cmsg_len, this header included.</summary>
    public nuint Length;

    /// <summary>cmsg_level.</summary>
    public int Level;

    /// <summary>cmsg_type.</summary>
    public int Type;
}
