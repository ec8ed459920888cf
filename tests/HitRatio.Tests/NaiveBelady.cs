using MappingCache.HitRatio;
using MappingCache.HitRatio.Policies;

namespace MappingCache.Tests.HitRatio;

/// <summary>Belady's optimum, by looking through all that is cached. Sighted the wrong way it is a twin that has to be exposed.</summary>
internal sealed class NaiveBelady(bool keepsFarthest = false) : IPolicy
{
    public string Name => "OPT";

    public PolicyKind Kind => PolicyKind.Bound;

    public Walk Walk(Trace trace, int slots)
    {
        Dictionary<int, Queue<int>> uses = trace.Requests.Index().GroupBy(static request => request.Item, static request => request.Index)
            .ToDictionary(static ofKey => ofKey.Key, static ofKey => new Queue<int>(ofKey));
        HashSet<int> cached = [];
        long hits = 0;
        foreach (int key in trace.Requests)
        {
            uses[key].Dequeue();
            if (cached.Contains(key))
            {
                hits++;
                continue;
            }

            if (cached.Count == slots)
            {
                cached.Remove(keepsFarthest ? cached.MinBy(NextUse) : cached.MaxBy(NextUse));
            }

            cached.Add(key);
        }

        return new Walk(hits);

        int NextUse(int key) => uses[key].TryPeek(out int next) ? next : int.MaxValue;
    }
}
