namespace MappingCache.Native.Windows;

/// <summary>What kind of Windows it is (winnt.h).</summary>
internal static class VER
{
    /// <summary>One for clients, which are limited in what servers are not.</summary>
    public const byte VER_NT_WORKSTATION = 0x01;
}
