using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>Light windows through the public face. What they do in between the steps of the protocol is in <see cref="LightProtocolTests"/>.</summary>
public sealed class LightWindowTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public void A_light_window_shows_the_file_without_a_call_or_a_pin()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0);
        int calls = test.Probe.Calls;
        using (LightWindow light = file.AcquireLight(100))
        {
            Assert.That(light.Length, Is.EqualTo(Size - 100));
            Assert.That(FileContent.Matches(light.Span, 1, 100));
            Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.SlotsInUse)).Zero.And.Property(nameof(CacheStatistics.LightWindows)).EqualTo(1));
        }

        Assert.That(test.Probe.Calls, Is.EqualTo(calls));
        Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.LightHits)).EqualTo(1).And.Property(nameof(CacheStatistics.Hits)).EqualTo(1));
    }

    [Test]
    public void What_is_not_mapped_is_mapped()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 3);
        for (long window = 0; window < 3; window++)
        {
            using LightWindow light = file.AcquireLight(window * Size);
            Assert.That(FileContent.Matches(light.Span, 1, window * Size));
        }

        Assert.That(test.Statistics.Misses, Is.EqualTo(3));
    }

    [Test]
    public void Nothing_lies_at_the_end_of_a_file_until_it_grows()
    {
        using TestCache test = TestCache.Create(2);
        MemoryFile.Facts facts = test.Memory.Add("file", 1, Size + 10);
        using MappedFile file = test.Cache.Open("file");
        TestCache.Touch(file, 0, 1);
        foreach (long offset in (long[])[Size + 10, Size + 11, 5 * Size, long.MaxValue])
        {
            using LightWindow nothing = file.AcquireLight(offset);
            Assert.That((nothing.Length, nothing.Span.Length), Is.EqualTo((0, 0)));
            using WindowLease lease = nothing.Share();
            Assert.That(lease.Length, Is.Zero);
        }

        facts.SetLength(2 * Size);
        using LightWindow grown = file.AcquireLight(Size + 10);
        Assert.That(grown.Length, Is.EqualTo(Size - 10));
        Assert.That(() => { using LightWindow light = file.AcquireLight(-1); }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Disposing_it_again_does_nothing_and_its_span_is_refused()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        Assert.Multiple(() =>
        {
            LightWindow light = file.AcquireLight(0);
            light.Dispose();
            light.Dispose();
            Assert.That(Refuses(ref light));
        });

        static bool Refuses(ref LightWindow light)
        {
            try
            {
                return light.Span.Length < 0;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        }
    }

    [Test]
    public void A_closed_handle_gives_none([Values] bool cacheToo)
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        using (file.AcquireLight(0))
        {
        }

        if (cacheToo)
        {
            test.Cache.Dispose();
        }
        else
        {
            file.Dispose();
        }

        Assert.That(() => { using LightWindow light = file.AcquireLight(0); }, Throws.TypeOf<ObjectDisposedException>());
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Held_windows_are_not_evicted_and_the_last_slot_is_refused(int slots)
    {
        using TestCache test = TestCache.Create(slots, chunk: 1);
        using MappedFile file = test.OpenNew(1, slots + 1);
        TestCache.Touch(file, [.. Enumerable.Range(0, slots).Select(static window => (long)window)]);
        HoldAll(test, file, slots, depth: 0);
        TestCache.Touch(file, slots);
    }

    [Test]
    public void Beyond_the_reserve_they_are_ordinary_pins_and_places_come_back_in_any_order()
    {
        using TestCache test = TestCache.Create(4);
        using MappedFile file = test.OpenNew(1, 4);
        TestCache.Touch(file, 0, 1, 2, 3);
        test.Cache.LightReserve = 2;
        LightWindow first = file.AcquireLight(0);
        LightWindow second = file.AcquireLight(Size);
        LightWindow third = file.AcquireLight(2 * Size);
        Assert.That(Counts(test), Is.EqualTo((2, 1, 1)));

        first.Dispose();
        LightWindow fourth = file.AcquireLight(3 * Size);
        Assert.That(Counts(test), Is.EqualTo((2, 1, 1)), "the first place was free again");
        Assert.That(FileContent.Matches(second.Span, 1, Size) && FileContent.Matches(third.Span, 1, 2 * Size) && FileContent.Matches(fourth.Span, 1, 3 * Size));
        third.Dispose();
        fourth.Dispose();
        second.Dispose();
    }

    [Test]
    public void The_reserve_changes_while_running()
    {
        using TestCache test = TestCache.Create(4);
        using MappedFile file = test.OpenNew(1, 4);
        TestCache.Touch(file, 0, 1, 2, 3);
        test.Cache.LightReserve = 0;
        using (file.AcquireLight(0))
        {
            Assert.That(Counts(test), Is.EqualTo((0, 1, 1)), "none allowed");
        }

        test.Cache.LightReserve = ThreadRecord.MaxPlaces;
        LightWindow first = file.AcquireLight(0);
        LightWindow second = file.AcquireLight(0);
        test.Cache.LightReserve = 1;
        Assert.That(Counts(test), Is.EqualTo((2, 0, 1)), "nothing is taken away");
        LightWindow third = file.AcquireLight(0);
        Assert.That(Counts(test), Is.EqualTo((2, 1, 2)));
        Assert.That(file.TryAcquire(Size, out Window other));
        other.Dispose();
        first.Dispose();
        second.Dispose();
        third.Dispose();

        test.Cache.LightReserve = 0;
        using LightWindow last = file.AcquireLight(0);
        Assert.That(Counts(test), Is.EqualTo((0, 1, 3)));
        Assert.That(() => test.Cache.LightReserve = 65, Throws.ArgumentException.With.Message.Contains("from 0 to 64"));
        Assert.That(() => test.Cache.LightReserve = -1, Throws.ArgumentException);
    }

    [Test]
    public void A_window_that_is_used_lightly_is_not_the_first_to_be_evicted()
    {
        using TestCache test = TestCache.Create(3);
        using MappedFile file = test.OpenNew(1, 20);
        TestCache.Touch(file, 0, 1, 2);
        for (long window = 3; window < 20; window++)
        {
            using (file.AcquireLight(0))
            {
            }

            TestCache.Touch(file, window);
            Assert.That(test.Maps(file, 0), $"after window {window}");
        }
    }

    [Test]
    public void Strict_lru_takes_pins_instead()
    {
        using TestCache test = TestCache.Create(2, eviction: EvictionKind.Lru);
        using MappedFile file = test.OpenNew(1, 3);
        TestCache.Touch(file, 0, 1);
        using (LightWindow light = file.AcquireLight(0))
        {
            Assert.That(Counts(test), Is.EqualTo((0, 1, 0)));
        }

        TestCache.Touch(file, 2);
        Assert.That((test.Maps(file, 0), test.Maps(file, 1)), Is.EqualTo((true, false)), "its release was seen");
    }

    [Test]
    public void One_thread_uses_several_caches()
    {
        using TestCache one = TestCache.Create(1);
        using TestCache two = TestCache.Create(1);
        using MappedFile first = one.OpenNew(1, 1);
        using MappedFile second = two.OpenNew(2, 1);
        TestCache.Touch(first, 0);
        TestCache.Touch(second, 0);
        for (int i = 0; i < 10; i++)
        {
            using LightWindow a = first.AcquireLight(0);
            using LightWindow b = second.AcquireLight(0);
            using LightWindow c = first.AcquireLight(0);
            Assert.That((Counts(one), Counts(two)), Is.EqualTo(((2, 0, 0), (1, 0, 0))));
            Assert.That(FileContent.Matches(a.Span, 1, 0) && FileContent.Matches(b.Span, 2, 0) && FileContent.Matches(c.Span, 1, 0));
        }

        Assert.That((one.Statistics.LightHits, two.Statistics.LightHits), Is.EqualTo((20L, 10L)));
    }

    [Test]
    public void Nothing_is_allocated()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        using (file.AcquireLight(0))
        {
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            using LightWindow light = file.AcquireLight(0);
            using LightWindow nested = file.GetLightReader().Acquire(i);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread(), Is.EqualTo(before));
    }

    [Test]
    public void A_reader_gives_the_same_windows()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 2);
        LightReader reader = file.GetLightReader();
        for (int i = 0; i < 4; i++)
        {
            using LightWindow light = reader.Acquire((i % 2 * Size) + i);
            Assert.That(FileContent.Matches(light.Span, 1, (i % 2 * Size) + i));
        }

        using (reader.Acquire(Size))
        {
        }

        Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.Misses)).EqualTo(4).And.Property(nameof(CacheStatistics.LightHits)).EqualTo(1));
    }

    [TestCase(1, 8, 2, 0)]
    [TestCase(8, 1, 1, 1)]
    public void A_change_of_the_reserve_is_seen_also_by_who_has_ordinary_hits_after_it(int before, int after, int light, int overflows)
    {
        // Fails if an ordinary hit is enough to come to the new terms.
        using TestCache test = TestCache.Create(8);
        test.Cache.LightReserve = before;
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0, 1);
        using (file.AcquireLight(0))
        {
        }

        test.Cache.LightReserve = after;
        TestCache.Touch(file, 0);
        using LightWindow first = file.AcquireLight(0);
        using LightWindow second = file.AcquireLight(Size);
        Assert.That(Counts(test), Is.EqualTo((light, 2 - light, (long)overflows)));
    }

    [Test]
    public void A_reader_under_strict_lru_takes_pins_too()
    {
        using TestCache test = TestCache.Create(2, eviction: EvictionKind.Lru);
        using MappedFile file = test.OpenNew(1, 3);
        TestCache.Touch(file, 0, 1);
        using (file.GetLightReader().Acquire(0))
        {
        }

        using (file.AcquireLight(0))
        {
        }

        TestCache.Touch(file, 2);
        Assert.That((test.Statistics.LightHits, test.Maps(file, 0), test.Maps(file, 1)), Is.EqualTo((0L, true, false)), "the release of 0 was the last");
    }

    private static void HoldAll(TestCache test, MappedFile file, int slots, int depth)
    {
        if (depth == slots)
        {
            Assert.That(test.Statistics.LightWindows, Is.EqualTo(slots));
            Assert.That(file.TryAcquire(slots * Size, out _), Is.False);
            return;
        }

        using LightWindow light = file.AcquireLight(depth * Size);
        HoldAll(test, file, slots, depth + 1);
        Assert.That(FileContent.Matches(light.Span, 1, depth * Size));
    }

    private static (int Light, int Pinned, long Overflows) Counts(TestCache test)
    {
        CacheStatistics now = test.Statistics;
        return (now.LightWindows, now.SlotsInUse, now.LightOverflows);
    }
}
