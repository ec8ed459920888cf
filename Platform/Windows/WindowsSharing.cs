namespace MappingCache.Platform.Windows;

/// <summary>What whoever opens a file lets others do with it meanwhile.</summary>
internal static class WindowsSharing
{
    /// <summary>Write to it, rename and delete it, as they may on other systems.</summary>
    public const uint WithAll = FILE.FILE_SHARE_READ | FILE.FILE_SHARE_WRITE | FILE.FILE_SHARE_DELETE;
}
