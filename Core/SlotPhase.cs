namespace MappingCache;

/// <summary>What a slot is doing. The moves between phases are the methods of <see cref="SlotState"/>.</summary>
internal enum SlotPhase : byte
{
    /// <summary>On the free list, or held by the one thread that took it from there. Maps nothing.</summary>
    Free,

    /// <summary>Published for a window whose mapping is being made; may be pinned, not read.</summary>
    Mapping,

    /// <summary>Maps the window that its directory entry names.</summary>
    Ready,

    /// <summary>Claimed by one thread, which will clear its entry or put it back. Takes no pin.</summary>
    Dying,

    /// <summary>Its mapping could not be made; the last pin to go frees it.</summary>
    Failed,

    /// <summary>Out of its directory, kept by its pins alone; the last one frees it.</summary>
    Detached,

    /// <summary>Out of service: the cache was resized to fewer slots. Maps nothing, and is on no list of slots to be had.</summary>
    Retired,

    /// <summary>Maps its window, as far as it could be had: a page could not, and zeros took its place. Takes no pin; as Ready but for that.</summary>
    Poisoned,
}
