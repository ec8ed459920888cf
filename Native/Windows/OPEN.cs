namespace MappingCache.Native.Windows;

/// <summary>Whether files are made when they are opened (fileapi.h).</summary>
internal static class OPEN
{
    public const uint OPEN_EXISTING = 3;
}
