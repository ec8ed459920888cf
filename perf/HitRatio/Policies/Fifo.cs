namespace MappingCache.HitRatio.Policies;

/// <summary>First in, first out: what was cached longest ago goes, used or not.</summary>
internal sealed class Fifo : IPolicy
{
    public string Name => "FIFO";

    public PolicyKind Kind => PolicyKind.Simulated;

    public Walk Walk(Trace trace, int slots)
    {
        bool[] isCached = new bool[trace.Span];
        int[] ring = new int[slots];
        long misses = 0;
        foreach (int key in trace.Requests)
        {
            if (isCached[key])
            {
                continue;
            }

            ref int oldest = ref ring[misses % slots];
            if (misses >= slots)
            {
                isCached[oldest] = false;
            }

            oldest = key;
            isCached[key] = true;
            misses++;
        }

        return new Walk(trace.Requests.Length - misses);
    }
}
