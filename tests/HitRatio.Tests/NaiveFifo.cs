using MappingCache.HitRatio;
using MappingCache.HitRatio.Policies;

namespace MappingCache.Tests.HitRatio;

/// <summary>First in, first out, by a queue and a set. Under another policy's name it is the twin that every comparison has to expose.</summary>
internal sealed class NaiveFifo(string name = "FIFO") : IPolicy
{
    public string Name => name;

    public PolicyKind Kind => PolicyKind.Simulated;

    public Walk Walk(Trace trace, int slots)
    {
        Queue<int> order = new();
        HashSet<int> cached = [];
        long hits = 0;
        foreach (int key in trace.Requests)
        {
            if (!cached.Add(key))
            {
                hits++;
                continue;
            }

            order.Enqueue(key);
            if (order.Count > slots)
            {
                cached.Remove(order.Dequeue());
            }
        }

        return new Walk(hits);
    }
}
