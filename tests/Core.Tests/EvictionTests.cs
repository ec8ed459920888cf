using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class EvictionTests
{
    [Test]
    public void Clock_spares_what_was_used_since_the_hand_passed()
    {
        using TestCache test = TestCache.Create(3);
        using MappedFile file = test.OpenNew(1, 5);
        TestCache.Touch(file, 0, 1, 2);
        TestCache.Touch(file, 0, 0, 0, 2, 2, 2);

        TestCache.Touch(file, 3);

        Assert.That(Mapped(test, file, 5), Is.EqualTo((long[])[0, 2, 3]), "1 was used once, the others more often");
    }

    [Test]
    public void Clock_passes_over_pinned_slots()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 8);
        using Window held = file.Acquire(0);

        TestCache.Touch(file, 1, 2, 3, 4, 5, 6, 7);

        Assert.That(test.Maps(file, 0));
        Assert.That(FileContent.Matches(held.Span, 1, 0));
    }

    [Test]
    public void Lru_evicts_what_was_released_longest_ago()
    {
        using TestCache test = TestCache.Create(3, eviction: EvictionKind.Lru);
        using MappedFile file = test.OpenNew(1, 5);
        using (Window held = file.Acquire(0))
        {
            TestCache.Touch(file, 1, 2);
        }

        TestCache.Touch(file, 3);

        Assert.That(Mapped(test, file, 5), Is.EqualTo((long[])[0, 2, 3]), "1 was released first, although 0 was acquired first");
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(17)]
    public void Lru_decides_like_a_list_in_the_order_of_release(int slots)
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        const int Windows = 40;
        using TestCache test = TestCache.Create(slots, chunk: 4, eviction: EvictionKind.Lru);
        using MappedFile file = test.OpenNew(1, Windows);
        LinkedList<long> reference = [];
        for (int step = 0; step < 3_000; step++)
        {
            long window = (long)(Windows * random.NextDouble() * random.NextDouble());
            TestCache.Touch(file, window);

            bool known = reference.Remove(window);
            if (!known && reference.Count == slots)
            {
                reference.RemoveFirst();
            }

            reference.AddLast(window);
            Assert.That(Mapped(test, file, Windows), Is.EqualTo(reference.Order()), $"step {step}, window {window}");
        }
    }

    [TestCase(EvictionKind.Clock)]
    [TestCase(EvictionKind.Lru)]
    public void Nothing_is_evicted_while_slots_can_still_be_taken(EvictionKind eviction)
    {
        using TestCache test = TestCache.Create(10, chunk: 2, eviction);
        using MappedFile file = test.OpenNew(1, 20);
        for (long window = 0; window < 10; window++)
        {
            TestCache.Touch(file, window);
            Assert.That(test.Statistics.Evictions, Is.Zero);
            Assert.That(test.Statistics.SlotsTaken, Is.EqualTo((window / 2 * 2) + 2), "in chunks, as they are needed");
        }

        TestCache.Touch(file, 10);
        Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.Evictions)).EqualTo(1).And.Property(nameof(CacheStatistics.SlotsTaken)).EqualTo(10));
    }

    [Test]
    public void Among_many_windows_that_were_all_used_of_late_a_sweep_takes_one_soon()
    {
        const int Slots = 30_000;
        using TestCache test = TestCache.Create(Slots, chunk: Slots);
        using MappedFile file = test.OpenNew(1, Slots + 1);
        for (int use = 0; use <= SlotState.MaxUse; use++)
        {
            TouchFirst(file, Slots);
        }

        TestCache.Touch(file, Slots);

        Assert.That(test.Statistics.Evictions, Is.EqualTo(1));
        Assert.That(test.Statistics.LongestSweep, Is.EqualTo(ClockEviction.MostPatience + 1));
    }

    [TestCase(EvictionKind.Clock, ClockEviction.MostPatience, Description = "and beyond its patience one round")]
    [TestCase(EvictionKind.Lru, 1, Description = "and puts one right that was released since it was queued")]
    public async Task The_one_slot_that_nobody_pins_is_found_in_one_round(EvictionKind eviction, int more)
    {
        const int Slots = 30_000;
        using TestCache test = TestCache.Create(Slots, chunk: Slots, eviction);
        using MappedFile file = test.OpenNew(1, Slots + 1);
        List<WindowLease> held = await PinFirst(file, Slots - 1);
        TestCache.Touch(file, Slots - 1, Slots - 1, Slots - 1);

        TestCache.Touch(file, Slots);

        Assert.That(test.Maps(file, Slots));
        Assert.That(test.Statistics.LongestSweep, Is.GreaterThan(1).And.AtMost(Slots + more));
        held.ForEach(lease => lease.Dispose());
    }

    [Test]
    public async Task Lru_passes_over_a_pinned_slot_once_a_round_and_not_for_every_miss()
    {
        const int Pinned = 1_000;
        const int Others = 100;
        const int Rounds = 5;
        const int Misses = Rounds * Others;
        using TestCache test = TestCache.Create(Pinned + Others, chunk: Pinned + Others, EvictionKind.Lru);
        using MappedFile file = test.OpenNew(1, Pinned + Others + Misses);
        List<WindowLease> held = await PinFirst(file, Pinned);
        for (long window = Pinned; window < Pinned + Others + Misses; window++)
        {
            TestCache.Touch(file, window);
        }

        Assert.That(test.Statistics.Evictions, Is.EqualTo(Misses));
        Assert.That(test.Engine.Counters.Looks, Is.AtMost(((Rounds + 1) * Pinned) + (3 * (Others + Misses))));
        held.ForEach(lease => lease.Dispose());
    }

    private static void TouchFirst(MappedFile file, int windows)
    {
        for (long window = 0; window < windows; window++)
        {
            TestCache.Touch(file, window);
        }
    }

    private static async Task<List<WindowLease>> PinFirst(MappedFile file, int windows)
    {
        List<WindowLease> held = [];
        for (long window = 0; window < windows; window++)
        {
            held.Add(await file.AcquireAsync(window * TestCache.WindowSize));
        }

        return held;
    }

    private static List<long> Mapped(TestCache test, MappedFile file, long windows)
    {
        List<long> mapped = [];
        for (long window = 0; window < windows; window++)
        {
            if (test.Maps(file, window))
            {
                mapped.Add(window);
            }
        }

        return mapped;
    }
}
