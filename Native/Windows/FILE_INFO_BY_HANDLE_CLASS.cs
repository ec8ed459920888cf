namespace MappingCache.Native.Windows;

/// <summary>FILE_INFO_BY_HANDLE_CLASS of minwinbase.h: what is asked of a file.</summary>
internal enum FILE_INFO_BY_HANDLE_CLASS
{
    FileBasicInfo = 0,
    FileStandardInfo = 1,
    FileIdInfo = 18,
}
