namespace MappingCache.Native.Windows;

/// <summary>FILE_BASIC_INFO of winbase.h. Times are in 100 ns since 1601-01-01 UTC.</summary>
internal struct FILE_BASIC_INFO
{
    public LARGE_INTEGER CreationTime;
    public LARGE_INTEGER LastAccessTime;
    public LARGE_INTEGER LastWriteTime;
    public LARGE_INTEGER ChangeTime;
    public uint FileAttributes;
}
