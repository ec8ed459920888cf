namespace MappingCache.HitRatio.Policies;

/// <summary>Belady's optimum for a cache that takes in whatever it is asked for, as ours does: what is wanted again last of all makes room. It looks into the future.</summary>
internal sealed class Belady : IPolicy
{
    private const int Never = int.MaxValue;
    private const int NotCached = -1;

    public string Name => "OPT";

    public PolicyKind Kind => PolicyKind.Bound;

    public Walk Walk(Trace trace, int slots)
    {
        int[] requests = trace.Requests;
        int[] nextUses = NextUses(trace);
        long hits = 0;
        int cached = 0;

        // When a cached key is wanted next. So a request finds its key cached if that is now.
        int[] due = new int[trace.Span];
        Array.Fill(due, NotCached);

        // Every use that a cached key had, the last to come on top. Those that are past lie below all that are to come,
        // of which there is one for each cached key, so what is on top is always one that is to come.
        PriorityQueue<int, int> uses = new(Comparer<int>.Create(static (x, y) => y.CompareTo(x)));
        for (int now = 0; now < requests.Length; now++)
        {
            int key = requests[now];
            if (due[key] == now)
            {
                hits++;
            }
            else if (cached < slots)
            {
                cached++;
            }
            else
            {
                due[uses.Dequeue()] = NotCached;
            }

            due[key] = nextUses[now];
            uses.Enqueue(key, nextUses[now]);
        }

        return new Walk(hits);
    }

    private static int[] NextUses(Trace trace)
    {
        int[] next = new int[trace.Requests.Length];
        int[] ofKey = new int[trace.Span];
        Array.Fill(ofKey, Never);
        for (int i = next.Length - 1; i >= 0; i--)
        {
            int key = trace.Requests[i];
            next[i] = ofKey[key];
            ofKey[key] = i;
        }

        return next;
    }
}
