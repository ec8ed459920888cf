namespace MappingCache;

/// <summary>What a <see cref="WindowCache"/> is made with. Checked once, when it is created.</summary>
public sealed record WindowCacheOptions
{
    /// <summary>256 KiB: a remap of it takes little longer than one of 64 KiB (the README has the figures), and 1 GiB of windows needs only 4,096 slots.</summary>
    public const int DefaultWindowSize = 256 * 1024;

    /// <summary>4,096 slots: 1 GiB of windows at their default size.</summary>
    public const int DefaultSlotCount = 4096;

    /// <summary>Bytes of a window, the unit of mapping: a power of two and a multiple of the page size, at most 1 GiB. 256 KiB unless set.</summary>
    public int WindowSize { get; init; } = DefaultWindowSize;

    /// <summary>
    /// Most windows that are mapped at once, 1 to 16,777,215. Unless set: 4,096, or fewer where the machine's map areas
    /// or address space do not allow it (then <see cref="WindowCache.Notices"/> says so). A number that is set and
    /// cannot be had is an error.
    /// </summary>
    public int? SlotCount { get; init; }

    /// <summary>Slots that are taken and touched when the cache is created; more are taken, in chunks of this size, as they are needed. 64 unless set.</summary>
    public int InitialSlots { get; init; } = 64;

    /// <summary>Which inactive window makes room for another.</summary>
    public EvictionKind Eviction { get; init; } = EvictionKind.Clock;

    /// <summary>Which windows are read into memory of their own instead of being mapped: those that cannot be mapped well, unless set.</summary>
    public CopyMode Copy { get; init; } = CopyMode.WhenNeeded;
}
