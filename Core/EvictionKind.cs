namespace MappingCache;

/// <summary>Which inactive window makes room for another.</summary>
public enum EvictionKind
{
    /// <summary>CLOCK with two bits of use: nearly LRU, at no cost to a hit. The default.</summary>
    Clock,

    /// <summary>Strict LRU by the time of the last release, as the BSD kernels keep their free list. Every release advances a shared clock, so it costs more, most of all when several threads release at once.</summary>
    Lru,
}
