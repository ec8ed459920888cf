namespace MappingCache.Native.Windows;

/// <summary>How a path names its volume (fileapi.h).</summary>
internal static class VOLUME
{
    /// <summary>By a drive letter, or a share.</summary>
    public const uint VOLUME_NAME_DOS = 0x0;

    /// <summary>By its own name, which it has also without a letter.</summary>
    public const uint VOLUME_NAME_GUID = 0x1;
}
