namespace MappingCache.Native.Windows;

/// <summary>What an option belongs to (ws2def.h).</summary>
internal static class SOL
{
    public const int SOL_SOCKET = 0xffff;
}
