namespace MappingCache.Native.Windows;

/// <summary>OVERLAPPED of minwinbase.h. A synchronous read takes its offset from it.</summary>
internal struct OVERLAPPED
{
    public nuint Internal;
    public nuint InternalHigh;
    public uint Offset;
    public uint OffsetHigh;
    public HANDLE hEvent;
}
