namespace MappingCache.HitRatio.Policies;

/// <summary>SIEVE (Zhang and others, NSDI '24): a queue in the order of arrival, and a hand that goes from old to new, takes the mark off what was used, and evicts the first without one, where it stands.</summary>
internal sealed class Sieve : IPolicy
{
    public string Name => "SIEVE";

    public PolicyKind Kind => PolicyKind.Simulated;

    public Walk Walk(Trace trace, int slots)
    {
        // From new to old.
        LinkedList<int> queue = new();
        bool[] isCached = new bool[trace.Span];
        bool[] isUsed = new bool[trace.Span];
        LinkedListNode<int>? hand = null;
        long misses = 0;
        foreach (int key in trace.Requests)
        {
            if (isCached[key])
            {
                isUsed[key] = true;
                continue;
            }

            if (queue.Count == slots)
            {
                LinkedListNode<int> evicted = FindUnused(queue, isUsed, hand);
                hand = evicted.Previous;
                queue.Remove(evicted);
                isCached[evicted.Value] = false;
            }

            queue.AddFirst(key);
            isCached[key] = true;
            misses++;
        }

        return new Walk(trace.Requests.Length - misses);
    }

    private static LinkedListNode<int> FindUnused(LinkedList<int> queue, bool[] isUsed, LinkedListNode<int>? hand)
    {
        LinkedListNode<int> at = hand ?? queue.Last!;
        while (isUsed[at.Value])
        {
            isUsed[at.Value] = false;
            at = at.Previous ?? queue.Last!;
        }

        return at;
    }
}
