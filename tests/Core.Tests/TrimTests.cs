using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class TrimTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public void All_inactive_windows_go_and_are_unmapped_but_not_those_that_are_held([Values] EvictionKind eviction, [Values(1, 2, 3, 20)] int slots)
    {
        using TestCache test = TestCache.Create(slots, chunk: 2, eviction);
        using MappedFile file = test.OpenNew(1, slots);
        TestCache.Touch(file, [.. Enumerable.Range(0, slots).Select(static i => (long)i)]);
        using (Window held = file.Acquire(0))
        {
            Assert.That(test.Cache.Trim(), Is.EqualTo(slots - 1));
            Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(1));
            Assert.That(FileContent.Matches(held.Span, 1, 0));
        }

        Assert.That(test.Cache.Trim(), Is.EqualTo(1));
        Assert.That(test.Cache.Trim(), Is.Zero);
        Assert.That(test.Memory.MappedSlots, Is.Empty, "a trim that forgets to unmap keeps the file's pages");
        Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.LetGo)).EqualTo(slots).And.Property(nameof(CacheStatistics.ContentBytes)).Zero);
        TestCache.Touch(file, 0);
    }

    [Test]
    public void What_was_released_longest_ago_goes_first()
    {
        using TestCache test = TestCache.Create(5, eviction: EvictionKind.Lru);
        using MappedFile file = test.OpenNew(1, 5);
        TestCache.Touch(file, 0, 1, 2, 3, 4, 0);

        Assert.That(test.Cache.Trim(2), Is.EqualTo(3));
        Assert.That((test.Maps(file, 0), test.Maps(file, 4)), Is.EqualTo((true, true)));
    }

    [Test]
    public void Bytes_are_those_of_the_files()
    {
        using TestCache test = TestCache.Create(5);
        foreach (int seed in (int[])[1, 2, 3])
        {
            test.Memory.Add($"{seed}", seed, 100);
            using MappedFile small = test.Cache.Open($"{seed}");
            TestCache.Touch(small, 0);
        }

        Assert.That(test.Statistics.ContentBytes, Is.EqualTo(300));
        Assert.That(test.Cache.TrimToBytes(300), Is.Zero);
        Assert.That(test.Cache.TrimToBytes(299), Is.EqualTo(1));
        Assert.That(test.Cache.TrimToBytes(99), Is.EqualTo(2));
    }

    [Test]
    public void Negative_numbers_are_refused()
    {
        using TestCache test = TestCache.Create(1);
        Assert.That(() => test.Cache.Trim(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => test.Cache.TrimToBytes(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Mapped_bytes_are_kept_below_their_limit_by_letting_go_of_inactive_windows([Values(1, 2, 3)] int windows)
    {
        using TestCache test = TestCache.Create(10, limits: layout => layout with { MaxMappedBytes = windows * Size });
        using MappedFile file = test.OpenNew(1, 10);
        for (long window = 0; window < 10; window++)
        {
            TestCache.Touch(file, window);
            Assert.That(test.Statistics.ContentBytes, Is.EqualTo(Math.Min(window + 1, windows) * Size));
            Assert.That(test.Maps(file, window), "the window that was asked for is there");
        }

        Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(windows));
    }

    [Test]
    public void Windows_that_are_held_are_not_waited_for_and_go_later()
    {
        using TestCache test = TestCache.Create(10, limits: static layout => layout with { MaxMappedBytes = 2 * Size });
        using MappedFile file = test.OpenNew(1, 10);
        using (Window first = file.Acquire(0))
        using (Window second = file.Acquire(Size))
        using (Window third = file.Acquire(2 * Size))
        {
            Assert.That(test.Statistics.ContentBytes, Is.EqualTo(3 * Size));
        }

        test.Engine.Maintenance.LetGoOfSurplus();
        Assert.That(test.Statistics.ContentBytes, Is.EqualTo(2 * Size));
        using (Window first = file.Acquire(3 * Size))
        using (Window second = file.Acquire(4 * Size))
        using (Window third = file.Acquire(5 * Size))
        {
            Assert.That(test.Statistics.ContentBytes, Is.EqualTo(3 * Size), "inactive ones went");
        }

        TestCache.Touch(file, 6);
        Assert.That(test.Statistics.ContentBytes, Is.EqualTo(2 * Size), "with the next miss");
    }

    [Test]
    public void A_mapping_that_fails_is_not_counted()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 2);
        test.Probe.BeforeMap = static (_, _) => new OsError(OsErrorKind.Other, 5);
        Assert.That(() => file.TryAcquire(0, out _), Throws.TypeOf<MappingException>());

        Assert.That(test.Statistics.ContentBytes, Is.Zero);
    }

    [Test]
    public void While_one_window_is_unmapped_nobody_has_to_wait_for_another()
    {
        // Fails if windows that were claimed together keep their entries while the system is called for the first.
        const int Slots = 16;
        using TestCache test = TestCache.Create(Slots);
        using MappedFile file = test.OpenNew(1, Slots);
        TestCache.Touch(file, [.. Enumerable.Range(0, Slots).Select(static window => (long)window)]);
        int dying = 0;
        test.Probe.BeforeUnmap = _ =>
        {
            dying += Enumerable.Range(0, Slots).Count(window => IsDying(test, file, window));
            return OsError.None;
        };
        Assert.That(test.Cache.Trim(), Is.EqualTo(Slots));
        Assert.That(dying, Is.Zero);
    }

    private static unsafe bool IsDying(TestCache test, MappedFile file, long window)
    {
        DirectoryEntry entry = test.Engine.Files.ToArray().Single(known => known.Identity == file.Identity).Directory.Read(window);
        return !entry.IsEmpty && test.Engine.Slots[entry.Slot]->State.Phase == SlotPhase.Dying;
    }
}
