namespace MappingCache.Native.Windows;

/// <summary>Options of sockets (ws2def.h).</summary>
internal static class SO
{
    /// <summary>For how many milliseconds a send waits, 0 for any.</summary>
    public const int SO_SNDTIMEO = 0x1005;
}
