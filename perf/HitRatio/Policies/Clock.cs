namespace MappingCache.HitRatio.Policies;

/// <summary>The cache with <see cref="EvictionKind.Clock"/>.</summary>
internal sealed class Clock() : ProductPolicy(EvictionKind.Clock);
