using System.Runtime.InteropServices;

namespace MappingCache.Native.Linux;

/// <summary>struct iovec (sys/uio.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    /// <summary>iov_base.</summary>
    public byte* Base;

    /// <summary>iov_len.</summary>
    public nuint Length;
}
