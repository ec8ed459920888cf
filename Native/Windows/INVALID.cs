namespace MappingCache.Native.Windows;

/// <summary>What stands for a failure (fileapi.h).</summary>
internal static class INVALID
{
    public const uint INVALID_FILE_ATTRIBUTES = 0xFFFFFFFF;
}
