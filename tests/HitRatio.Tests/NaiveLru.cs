using MappingCache.HitRatio;
using MappingCache.HitRatio.Policies;

namespace MappingCache.Tests.HitRatio;

/// <summary>Least recently used, by a list in the order of use.</summary>
internal sealed class NaiveLru : IPolicy
{
    public string Name => "Lru";

    public PolicyKind Kind => PolicyKind.Simulated;

    public Walk Walk(Trace trace, int slots)
    {
        LinkedList<int> order = new();
        Dictionary<int, LinkedListNode<int>> cached = [];
        long hits = 0;
        foreach (int key in trace.Requests)
        {
            if (cached.TryGetValue(key, out LinkedListNode<int>? node))
            {
                hits++;
                order.Remove(node);
            }
            else if (cached.Count == slots)
            {
                cached.Remove(order.First!.Value);
                order.RemoveFirst();
            }

            cached[key] = order.AddLast(key);
        }

        return new Walk(hits);
    }
}
