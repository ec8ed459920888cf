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
