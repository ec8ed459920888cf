using MappingCache.HitRatio.Policies;

namespace MappingCache.HitRatio;

/// <summary>What several policies make of one trace with one size of cache.</summary>
/// <param name="Trace">The trace's name.</param>
/// <param name="Requests">Its requests.</param>
/// <param name="Distinct">The different keys that they ask for.</param>
/// <param name="Slots">What the cache holds at once.</param>
/// <param name="Walks">What came out, by the policies' names, in the order in which they are shown.</param>
internal sealed record Comparison(string Trace, int Requests, int Distinct, int Slots, IReadOnlyDictionary<string, Walk> Walks)
{
    /// <summary>Lets policies go through a trace.</summary>
    public static Comparison Of(Trace trace, int slots, IEnumerable<IPolicy> policies)
    {
        OrderedDictionary<string, Walk> walks = new(StringComparer.Ordinal);
        foreach (IPolicy policy in policies)
        {
            walks.Add(policy.Name, policy.Walk(trace, slots));
        }

        return new Comparison(trace.Name, trace.Requests.Length, trace.Distinct, slots, walks);
    }

    /// <summary>The hits of a policy in percent of the requests.</summary>
    public double HitPercent(string policy) => 100.0 * Walks[policy].Hits / Requests;
}
