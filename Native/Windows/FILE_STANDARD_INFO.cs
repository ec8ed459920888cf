namespace MappingCache.Native.Windows;

/// <summary>FILE_STANDARD_INFO of winbase.h.</summary>
internal struct FILE_STANDARD_INFO
{
    public LARGE_INTEGER AllocationSize;
    public LARGE_INTEGER EndOfFile;
    public uint NumberOfLinks;
    public byte DeletePending;
    public byte Directory;
}
