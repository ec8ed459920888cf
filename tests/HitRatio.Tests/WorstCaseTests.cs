using MappingCache.HitRatio.Worst;

namespace MappingCache.Tests.HitRatio;

/// <summary>How many slots one request looks at in the worst cases. How long that takes is asserted nowhere.</summary>
public sealed class WorstCaseTests
{
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

            // Several are claimed under one barrier only as long as that takes few looks.
            ("Clock", "all used of late; light windows in use", Patience + 1),
            ("Clock", "all but one pinned; light windows in use", Patience + Slots),

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
            Assert.That(worst.Looks, Is.InRange(1, Math.Min(slots * SlotState.MaxUse, Patience) + slots + SlotSupply<NoSchedule>.MostLooksForMore), $"{worst}");
        }
    }
}
