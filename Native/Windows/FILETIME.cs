namespace MappingCache.Native.Windows;

/// <summary>FILETIME of minwindef.h.</summary>
internal struct FILETIME
{
    public uint dwLowDateTime;
    public uint dwHighDateTime;
}
