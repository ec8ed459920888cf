namespace MappingCache.Native.Windows;

/// <summary>Kinds of volumes (winbase.h).</summary>
internal static class DRIVE
{
    public const uint DRIVE_UNKNOWN = 0;

    public const uint DRIVE_NO_ROOT_DIR = 1;

    public const uint DRIVE_FIXED = 3;

    public const uint DRIVE_RAMDISK = 6;
}
