namespace MappingCache.Native.Windows;

/// <summary>What waiting came to (winbase.h).</summary>
internal static class WAIT
{
    public const uint WAIT_TIMEOUT = 0x00000102;
}
