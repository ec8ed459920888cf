namespace MappingCache.HitRatio.Policies;

/// <summary>The cache with <see cref="EvictionKind.Lru"/>.</summary>
internal sealed class Lru() : ProductPolicy(EvictionKind.Lru);
