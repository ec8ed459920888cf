namespace MappingCache.HitRatio.Policies;

/// <summary>CLOCK with two bits of use, as the books have it: what is new has no use yet, and the hand looks for as long as it takes. Beside it one sees what the cache's own bounds change.</summary>
internal sealed class Clock2Bit : IPolicy
{
    private const int MaxUse = 3;
    private const int NotCached = -1;

    public string Name => "CLOCK-2bit";

    public PolicyKind Kind => PolicyKind.Simulated;

    public Walk Walk(Trace trace, int slots)
    {
        int[] slotOf = new int[trace.Span];
        Array.Fill(slotOf, NotCached);
        int[] keys = new int[slots];
        byte[] uses = new byte[slots];
        int hand = 0;
        long misses = 0;
        foreach (int key in trace.Requests)
        {
            if (slotOf[key] is not NotCached and int slot)
            {
                uses[slot] = (byte)Math.Min(uses[slot] + 1, MaxUse);
                continue;
            }

            if (misses >= slots)
            {
                for (; uses[hand] > 0; hand = (hand + 1) % slots)
                {
                    uses[hand]--;
                }

                slotOf[keys[hand]] = NotCached;
            }

            keys[hand] = key;
            slotOf[key] = hand;
            hand = (hand + 1) % slots;
            misses++;
        }

        return new Walk(trace.Requests.Length - misses);
    }
}
