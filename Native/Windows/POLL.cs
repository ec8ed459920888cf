namespace MappingCache.Native.Windows;

/// <summary>What a socket is asked for (winsock2.h).</summary>
internal static class POLL
{
    /// <summary>Whether it takes bytes without waiting.</summary>
    public const short POLLWRNORM = 0x0010;
}
