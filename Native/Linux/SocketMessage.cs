using System.Runtime.InteropServices;

namespace MappingCache.Native.Linux;

/// <summary>struct msghdr (sys/socket.h), on 64-bit processors.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SocketMessage
{
    /// <summary>msg_name.</summary>
    public void* Name;

    /// <summary>msg_namelen.</summary>
    public uint NameLength;

    /// <summary>msg_iov.</summary>
    public IoVector* Vectors;

    /// <summary>msg_iovlen.</summary>
    public nuint VectorCount;

    /// <summary>msg_control.</summary>
    public void* Control;

    /// <summary>msg_controllen.</summary>
    public nuint ControlLength;

    /// <summary>msg_flags.</summary>
    public int Flags;
}
