namespace MappingCache.Native.Windows;

/// <summary>What files are opened for, and how (winnt.h, winbase.h, fileapi.h).</summary>
internal static class FILE
{
    public const uint FILE_READ_ATTRIBUTES = 0x0080;

    public const uint FILE_SHARE_READ = 0x00000001;

    public const uint FILE_SHARE_WRITE = 0x00000002;

    /// <summary>Others may rename and delete the file.</summary>
    public const uint FILE_SHARE_DELETE = 0x00000004;

    public const uint FILE_ATTRIBUTE_OFFLINE = 0x00001000;

    public const uint FILE_ATTRIBUTE_RECALL_ON_OPEN = 0x00040000;

    public const uint FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS = 0x00400000;

    /// <summary>Directories can be opened, too.</summary>
    public const uint FILE_FLAG_BACKUP_SEMANTICS = 0x02000000;

    public const uint FILE_TYPE_DISK = 0x0001;

    public const uint FILE_MAP_READ = 0x0004;

    public const uint FILE_NAME_NORMALIZED = 0x0;
}
