namespace MappingCache.Native.Windows;

/// <summary>FILE_ID_INFO of winbase.h (Windows 8): what makes a file the same file.</summary>
internal struct FILE_ID_INFO
{
    public ulong VolumeSerialNumber;
    public FILE_ID_128 FileId;
}
