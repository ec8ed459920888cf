namespace MappingCache.HitRatio.Policies;

/// <summary>The cache itself: every request of a trace acquires a window of a file and releases it, and the cache's own statistics say what became of it.</summary>
internal abstract class ProductPolicy(EvictionKind eviction) : IPolicy
{
    public string Name => eviction.ToString();

    public PolicyKind Kind => PolicyKind.Product;

    public Walk Walk(Trace trace, int slots)
    {
        using UnmappedCache cache = new(slots, trace.Span, eviction);
        foreach (int key in trace.Requests)
        {
            cache.Touch(key);
        }

        CacheStatistics statistics = cache.Statistics;
        IReadOnlyList<string> faults = cache.Audit();
        if (statistics.Hits + statistics.Misses != trace.Requests.Length || faults.Count > 0)
        {
            throw new InvalidOperationException(
                $"{trace.Name}: the cache counts {statistics.Hits:N0} hits and {statistics.Misses:N0} misses of {trace.Requests.Length:N0} requests. {string.Join(' ', faults)}");
        }

        return new Walk(statistics.Hits, new Sweeps(statistics.Evictions, cache.Engine.Counters.Looks, statistics.LongestSweep));
    }
}
