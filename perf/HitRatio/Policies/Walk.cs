namespace MappingCache.HitRatio.Policies;

/// <summary>What came out when a policy went through a trace.</summary>
/// <param name="Hits">Requests whose key was cached.</param>
/// <param name="Sweeps">What choosing has cost; null for simulators, which choose in other ways.</param>
internal readonly record struct Walk(long Hits, Sweeps? Sweeps = null);
