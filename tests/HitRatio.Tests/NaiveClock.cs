using MappingCache.HitRatio;
using MappingCache.HitRatio.Policies;

namespace MappingCache.Tests.HitRatio;

/// <summary>The cache's CLOCK as it is described, for one thread and keys that do not follow one another.</summary>
internal sealed class NaiveClock : IPolicy
{
    private static readonly int s_born = default(SlotState).BeginMap().Use;

    public string Name => "Clock";

    public PolicyKind Kind => PolicyKind.Simulated;

    public Walk Walk(Trace trace, int slots)
    {
        int[] keys = new int[slots];
        int[] uses = new int[slots];
        Dictionary<int, int> slotOf = [];
        int hand = 0;
        long hits = 0;
        foreach (int key in trace.Requests)
        {
            if (slotOf.TryGetValue(key, out int slot))
            {
                hits++;
                uses[slot] = Math.Min(uses[slot] + 1, SlotState.MaxUse);
                continue;
            }

            slot = slotOf.Count;
            if (slot == slots)
            {
                hand = Sweep(uses, hand);
                slot = hand;
                slotOf.Remove(keys[slot]);
            }

            keys[slot] = key;
            uses[slot] = s_born;
            slotOf.Add(key, slot);
        }

        return new Walk(hits);
    }

    // From behind the hand, until one has no use left, or patience ends.
    private static int Sweep(int[] uses, int hand)
    {
        int patience = Math.Min(uses.Length * SlotState.MaxUse, ClockEviction.MostPatience);
        for (int step = 1; ; step++)
        {
            int slot = (hand + step) % uses.Length;
            if (uses[slot] == 0 || step > patience)
            {
                return slot;
            }

            uses[slot]--;
        }
    }
}
