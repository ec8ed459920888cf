namespace MappingCache.Native.Windows;

/// <summary>OVERLAPPED of minwinbase.h. A read takes its offset from it; of a call that is over, InternalHigh is how many bytes it came to.</summary>
internal struct OVERLAPPED
{
    public nuint Internal;
    public nuint InternalHigh;
    public uint Offset;
    public uint OffsetHigh;
    public HANDLE hEvent;
}
