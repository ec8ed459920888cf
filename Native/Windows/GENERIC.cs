namespace MappingCache.Native.Windows;

/// <summary>Rights that every kind of object knows (winnt.h).</summary>
internal static class GENERIC
{
    public const uint GENERIC_READ = 0x80000000;
}
