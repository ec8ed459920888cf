namespace MappingCache.Native.Windows;

/// <summary>What the other end of a pipe may do in the caller's name (winbase.h).</summary>
internal static class SECURITY
{
    /// <summary>Nothing.</summary>
    public const uint SECURITY_ANONYMOUS = 0x00000000;

    /// <summary>It is said here.</summary>
    public const uint SECURITY_SQOS_PRESENT = 0x00100000;
}
