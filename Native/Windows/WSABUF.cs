namespace MappingCache.Native.Windows;

/// <summary>WSABUF of ws2def.h.</summary>
internal unsafe struct WSABUF
{
    public uint len;
    public sbyte* buf;
}
