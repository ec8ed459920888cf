using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class SequentialReadsTests
{
    private const int Size = TestCache.WindowSize;
    private const int AheadWindows = (int)(SequentialReads.AheadBytes / Size);

    [Test]
    public void A_cold_scan_has_its_next_windows_read_ahead_each_byte_once()
    {
        const int Windows = 3 * AheadWindows;
        using TestCache test = TestCache.Create(4);
        using MappedFile file = test.OpenNew(1, Windows, cold: true);
        TestCache.Touch(file, [.. Enumerable.Range(0, Windows).Select(static w => (long)w)]);

        // The first three were cold; all after them were there when they were wanted.
        (long Offset, long Length)[] asked = [.. test.Probe.ReadAheads.Select(static r => (r.Offset, r.Length))];
        Assert.That(asked[..4], Is.EqualTo(new[] { (0L, (long)Size), (Size, Size), (2 * Size, Size), (3 * Size, SequentialReads.AheadBytes) }));
        Assert.That(asked[4..].Select(static r => r.Length), Is.All.GreaterThan(Size), "no window had to be asked for itself");
        Assert.That(asked.Sum(static r => r.Length), Is.EqualTo((long)Windows * Size), "nothing is asked for twice, nor past the end");
        Assert.That(test.Memory.BareReads, Is.Zero);
    }

    [Test]
    public async Task A_scan_by_AcquireAsync_asks_the_disk_on_other_threads_only()
    {
        const int Windows = 2 * AheadWindows;
        using TestCache test = TestCache.Create(4);
        using MappedFile file = test.OpenNew(1, Windows, cold: true);
        int onCallers = 0;
        for (int window = 0; window < Windows; window++)
        {
            // The await may go on on the very thread that asked; so each call is looked at by itself.
            int before = test.Probe.ReadAheads.Count;
            ValueTask<WindowLease> pending = file.AcquireAsync((long)window * Size);
            onCallers += pending.IsCompleted && test.Probe.ReadAheads.Count != before ? test.Probe.ReadAheads.Last().Thread == Environment.CurrentManagedThreadId ? 1 : 0 : 0;
            using WindowLease lease = await pending;
            Assert.That(FileContent.Matches(lease.Span, 1, (long)window * Size));
        }

        Assert.That(onCallers, Is.Zero);
        Assert.That(test.Probe.ReadAheads, Has.Count.GreaterThan(3));
    }

    [Test]
    public void Who_reads_backwards_at_random_or_what_is_in_memory_has_nothing_read_ahead()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile warm = test.OpenNew(1, 8);
        using MappedFile cold = test.OpenNew(2, 8, cold: true);
        TestCache.Touch(warm, 0, 1, 2, 3, 4, 5);
        TestCache.Touch(cold, 7, 6, 5, 4, 0, 2, 1, 3);

        Assert.That(test.Probe.ReadAheads.Select(static r => r.Length), Is.All.EqualTo(Size), "only the windows themselves");
    }

    [TestCase(3, true)]
    [TestCase(16, true)]
    [TestCase(3, false)]
    [TestCase(16, false)]
    public void A_scan_leaves_the_windows_alone_that_others_use(int slots, bool oneHandle)
    {
        const int Scanned = 1000;
        using TestCache test = TestCache.Create(slots);
        using MappedFile hot = test.OpenNew(1, slots);
        using MappedFile scanned = test.OpenNew(2, Scanned);

        // All slots but those of the first two windows, which are not yet known to be a scan's.
        long[] hotWindows = [.. Enumerable.Range(0, slots - 2).Select(static w => (long)w)];
        for (int use = 0; use < SlotState.MaxUse; use++)
        {
            TestCache.Touch(hot, hotWindows);
        }

        long evictedBefore = test.Statistics.Evictions;
        for (long window = 0; window < Scanned; window++)
        {
            if (oneHandle)
            {
                TestCache.Touch(scanned, window);
            }
            else
            {
                // The broken variant: a handle for each read knows nothing of the reads before, so the rule is off.
                using MappedFile stranger = test.Cache.Open("file 2");
                TestCache.Touch(stranger, window);
            }
        }

        int kept = hotWindows.Count(window => test.Maps(hot, window));
        Assert.That(kept, Is.EqualTo(oneHandle ? hotWindows.Length : 0), "without the rule the scan pushes them out");
        Assert.That(test.Statistics.Evictions - evictedBefore, Is.GreaterThanOrEqualTo(Scanned - slots));
    }

    [Test]
    public void A_reader_that_still_holds_the_last_window_goes_round_in_its_own_slots_too()
    {
        using TestCache test = TestCache.Create(8);
        using MappedFile hot = test.OpenNew(1, 4);
        using MappedFile scanned = test.OpenNew(2, 500);
        TestCache.Touch(hot, 0, 1, 2, 3);
        Window last = scanned.Acquire(0);
        for (long window = 1; window < 500; window++)
        {
            Window next = scanned.Acquire(window * Size);
            last.Dispose();
            last = next;
        }

        last.Dispose();
        Assert.That(Enumerable.Range(0, 4).All(window => test.Maps(hot, window)));
    }

    [Test]
    public void What_somebody_else_has_used_is_not_dropped_behind_a_scan()
    {
        using TestCache test = TestCache.Create(6);
        using MappedFile scanned = test.OpenNew(1, 100);
        using MappedFile other = test.Cache.Open("file 1");
        TestCache.Touch(scanned, 0, 1, 2, 3, 4, 5);
        TestCache.Touch(other, 5);
        TestCache.Touch(scanned, 6);

        Assert.That(test.Maps(scanned, 5));
    }

    [Test]
    public void While_there_is_room_a_scan_leaves_its_windows_cached()
    {
        using TestCache test = TestCache.Create(8, chunk: 2);
        using MappedFile file = test.OpenNew(1, 8);
        TestCache.Touch(file, 0, 1, 2, 3, 4, 5, 6, 7);

        Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.ResidentWindows)).EqualTo(8).And.Property(nameof(CacheStatistics.Evictions)).Zero);
    }

    [Test]
    public void So_it_does_in_a_cache_that_may_yet_grow()
    {
        // Fails if room is looked for up to what the cache may be resized to.
        const int Slots = 16;
        using TestCache test = TestCache.Create(Slots, limits: static layout => layout with { MaxSlots = 4 * Slots });
        using MappedFile hot = test.OpenNew(1, Slots);
        using MappedFile scanned = test.OpenNew(2, 200);
        long[] used = [.. Enumerable.Range(0, Slots - 2).Select(static window => (long)window)];
        for (int use = 0; use < SlotState.MaxUse; use++)
        {
            TestCache.Touch(hot, used);
        }

        TestCache.Touch(scanned, [.. Enumerable.Range(0, 200).Select(static window => (long)window)]);
        Assert.That(used.Where(window => !test.Maps(hot, window)), Is.Empty);
    }
}
