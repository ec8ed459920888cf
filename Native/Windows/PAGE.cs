namespace MappingCache.Native.Windows;

/// <summary>What may be done with pages (winnt.h).</summary>
internal static class PAGE
{
    public const uint PAGE_NOACCESS = 0x01;

    public const uint PAGE_READONLY = 0x02;

    public const uint PAGE_READWRITE = 0x04;
}
