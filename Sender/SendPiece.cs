using System.Runtime.InteropServices;

namespace MappingCache;

/// <summary>Bytes at an address that stay there until the system has taken them. Laid out as Linux's struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SendPiece
{
    public byte* Address;

    public nuint Length;
}
