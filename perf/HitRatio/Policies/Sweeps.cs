namespace MappingCache.HitRatio.Policies;

/// <summary>What it has cost the cache to choose windows to evict.</summary>
/// <param name="Evictions">How many it evicted.</param>
/// <param name="Looks">Slots that it has looked at for them.</param>
/// <param name="Longest">Most slots that one choice has looked at.</param>
internal readonly record struct Sweeps(long Evictions, long Looks, int Longest)
{
    public double LooksPerEviction => Evictions == 0 ? 0 : (double)Looks / Evictions;
}
