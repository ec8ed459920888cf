using MappingCache.HitRatio;

namespace MappingCache.Tests.HitRatio;

/// <summary>The most hits that any choice of what makes room can have, by trying all of them.</summary>
internal static class BestHits
{
    /// <summary>Tries all.</summary>
    /// <param name="trace">A short trace of few keys.</param>
    /// <param name="slots">How many keys are cached at once.</param>
    public static long Of(Trace trace, int slots)
    {
        int[] keys = [.. trace.Requests.Distinct()];

        // The most hits with which each set of cached keys can be reached.
        Dictionary<int, long> reached = new() { [0] = 0 };
        foreach (int bit in trace.Requests.Select(key => 1 << Array.IndexOf(keys, key)))
        {
            Dictionary<int, long> next = [];
            foreach ((int cached, long hits) in reached)
            {
                foreach (int after in After(cached, bit, slots))
                {
                    long now = hits + ((cached & bit) != 0 ? 1 : 0);
                    next[after] = Math.Max(next.GetValueOrDefault(after), now);
                }
            }

            reached = next;
        }

        return reached.Values.Max();
    }

    private static IEnumerable<int> After(int cached, int bit, int slots)
    {
        if ((cached & bit) != 0 || int.PopCount(cached) < slots)
        {
            return [cached | bit];
        }

        return Enumerable.Range(0, 31).Select(static i => 1 << i).Where(victim => (cached & victim) != 0).Select(victim => (cached & ~victim) | bit);
    }
}
