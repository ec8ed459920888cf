using MappingCache.HitRatio.Worst;

namespace MappingCache.Tests.HitRatio;

/// <summary>How many slots one request looks at in the worst cases. How long that takes is asserted nowhere.</summary>
public sealed class WorstCaseTests
{
    private const int Claims = SlotSupply<NoSchedule>.MostClaims;
    private const int Few = Claims - 1;
    private const int Patience = ClockEviction.MostPatience;

    [Test]
    public void With_thirty_thousand_slots_a_request_looks_at_so_many()
    {
        const int Slots = WorstCases.Slots;

        Assert.That(WorstCases.Measure(Slots, runs: 3, warmUp: TimeSpan.Zero).Select(static worst => (worst.Eviction, worst.Case, worst.Looks)), Is.EqualTo(((string, string, long)[])
        [
            ("Clock", "the first look finds one", 1),
            ("Clock", "all used of late", Patience + 1),
            ("Clock", "all but one pinned", Patience + Slots),

            // What one barrier serves is claimed at once, and each claim sweeps.
            ("Clock", "all used of late; light windows in use", Claims * (Patience + 1)),
            ("Clock", "all but one pinned; light windows in use", 2 * (Patience + Slots)),

            // As many claims as uses are counted go a whole round each, the first up to its patience before it. The others
            // find what is unused by then at once, and the last finds nothing.
            ("Clock", "all but 15 pinned; light windows in use",
                Patience - (Few - 1) + Slots + ((SlotState.MaxUse - 1) * (1 + Slots)) + (Few - SlotState.MaxUse) + Patience + Slots),

            // Every slot is put right once, and the one that is taken is looked at again.
            ("Lru", "all used of late", Slots + 1),
            ("Lru", "all but one pinned", Slots + 1),
        ]));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(500)]
    public void With_few_slots_no_sweep_is_longer_than_its_patience_and_a_round(int slots)
    {
        foreach (WorstCase worst in WorstCases.Measure(slots, runs: 3, warmUp: TimeSpan.Zero))
        {
            Assert.That(worst.Looks, Is.InRange(1, Claims * (Math.Min(slots * SlotState.MaxUse, Patience) + slots)), $"{worst}");
        }
    }
}
