using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>What the cache asks of the disk, and on whose thread. The memory it runs over counts populates of pages that nobody had asked for, so a miss that forgets to read ahead is caught.</summary>
public sealed class ColdPagesTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public void A_cold_window_is_read_ahead_alone_and_before_it_is_populated([Values] bool systemTells)
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = Open(test, windows: 3, out MemoryFile.Facts facts);
        facts.Tells = systemTells;
        facts.MakeCold(0, 3 * Size);
        TestCache.Touch(file, 1);

        Assert.That(test.Probe.ReadAheads.Select(static r => (r.Offset, r.Length)), Is.EqualTo(new[] { ((long)Size, (long)Size) }));
        Assert.That(test.Memory.BareReads, Is.Zero);
        Assert.That((facts.CountResident(0, Size), facts.CountResident(2 * Size, Size)), Is.EqualTo((0, 0)), "its neighbours are left alone");
    }

    [Test]
    public void The_last_window_is_read_ahead_up_to_the_end_of_the_file()
    {
        using TestCache test = TestCache.Create(1);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, Size + 100);
        using MappedFile file = test.Cache.Open("a");
        facts.MakeCold(0, 2 * Size);
        TestCache.Touch(file, 1);

        Assert.That(test.Probe.ReadAheads.Select(static r => (r.Offset, r.Length)), Is.EqualTo(new[] { ((long)Size, 100L) }));
    }

    [Test]
    public void A_window_that_is_in_memory_costs_one_question_and_no_read()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = Open(test, windows: 2, out _);
        int before = test.Probe.Calls;
        TestCache.Touch(file, 1);

        Assert.That((test.Probe.Questions, test.Probe.Calls - before), Is.EqualTo((1, 3)), "asked, mapped, populated");
        Assert.That(test.Probe.ReadAheads, Is.Empty);
    }

    [Test]
    public void After_a_long_warm_streak_few_windows_are_asked_for_until_one_is_cold()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = Open(test, windows: 5, out MemoryFile.Facts facts);
        Alternate(WarmStreak.Length);
        Assert.That(test.Probe.Questions, Is.EqualTo(WarmStreak.Length));
        Alternate(10 * WarmStreak.Stride);
        Assert.That(test.Probe.Questions, Is.EqualTo(WarmStreak.Length + 10), "one in a stride");

        // The one that is asked for finds out; from then on all are.
        facts.MakeCold(0, 5 * Size);
        TestCache.Touch(file, 0);
        Assert.That(test.Probe.ReadAheads, Has.Count.EqualTo(1));
        Alternate(6);
        Assert.That(test.Probe.Questions, Is.EqualTo(WarmStreak.Length + 17));

        void Alternate(int misses)
        {
            for (int i = 0; i < misses; i++)
            {
                using Window window = file.Acquire((i % 2 == 0 ? 2 : 4) * Size);
            }
        }
    }

    [Test]
    public async Task AcquireAsync_maps_what_is_in_memory_on_the_callers_thread_and_asks_the_disk_on_another([Values] bool cold)
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 1, cold);
        int mapper = 0;
        test.Probe.BeforeMap = (_, _) =>
        {
            mapper = Environment.CurrentManagedThreadId;
            return OsError.None;
        };
        int caller = Environment.CurrentManagedThreadId;
        using WindowLease lease = await file.AcquireAsync(0);

        Assert.That(mapper == caller, Is.Not.EqualTo(cold));
        Assert.That(test.Probe.ReadAheads, Has.Count.EqualTo(cold ? 1 : 0));
        Assert.That(test.Probe.ReadAheads.All(read => read.Thread == mapper));
        Assert.That(FileContent.Matches(lease.Span, 1, 0));
    }

    [Test]
    public void Asking_for_resident_bytes_only_never_touches_the_disk([Values] bool mapped)
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = Open(test, windows: 2, out MemoryFile.Facts facts);
        if (mapped)
        {
            TestCache.Touch(file, 0);
        }

        // Of a mapped window, too, the system may have taken pages away: caught if a hit does not look.
        facts.MakeCold(0, Size);
        int maps = test.Probe.Maps;
        Assert.That(file.TryAcquire(0, residentOnly: true, out Window cold), Is.EqualTo(AcquireOutcome.NotResident));
        Assert.That((cold.Length, test.Probe.Maps, test.Probe.ReadAheads.Count), Is.EqualTo((0, maps, 0)));

        Assert.That(file.TryAcquire(Size, residentOnly: true, out Window warm), Is.EqualTo(AcquireOutcome.Acquired));
        Assert.That(FileContent.Matches(warm.Span, 1, Size));
        Assert.That(file.TryAcquire(0, residentOnly: false, out _), Is.EqualTo(AcquireOutcome.NoFreeSlot), "the only slot is held");
        facts.BringIn(0, Size);
        Assert.That(file.TryAcquire(0, residentOnly: true, out _), Is.EqualTo(AcquireOutcome.NoFreeSlot));
        Assert.That(file.TryAcquire(2 * Size, residentOnly: true, out Window end), Is.EqualTo(AcquireOutcome.Acquired), "the end needs no slot");
        Assert.That(end.Length, Is.Zero);
        warm.Dispose();
        Assert.That(file.TryAcquire(0, residentOnly: true, out Window now), Is.EqualTo(AcquireOutcome.Acquired));
        now.Dispose();
    }

    [Test]
    public void Only_the_bytes_that_are_asked_for_have_to_be_resident()
    {
        CacheLayout layout = new(4 * Size, 1, 1, []);
        MemoryAddressSpace memory = new(layout);
        MemoryFile.Facts facts = memory.Add("a", 1, 4 * Size);
        using WindowCache cache = new(memory, layout, EvictionKind.Clock);
        using MappedFile file = cache.Open("a");
        facts.MakeCold(0, Size);

        Assert.That(file.TryAcquire(0, residentOnly: true, out _), Is.EqualTo(AcquireOutcome.NotResident));
        Assert.That(file.TryAcquire(Size, residentOnly: true, out Window rest), Is.EqualTo(AcquireOutcome.Acquired));
        Assert.That(rest.Length, Is.EqualTo(3 * Size));
        rest.Dispose();
    }

    [Test]
    public void Residency_tells_of_each_window_what_is_cached_held_and_in_memory()
    {
        using TestCache test = TestCache.Create(2);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, (2 * Size) + 100);
        using MappedFile file = test.Cache.Open("a");
        using (Window held = file.Acquire(Size))
        {
            facts.MakeCold(0, Size);
            Assert.That(file.GetResidency(Size - 1), Is.EqualTo(new WindowResidency(0, Size, IsCached: false, 0, 0)));
            Assert.That(file.GetResidency(Size + 5), Is.EqualTo(new WindowResidency(Size, Size, IsCached: true, 1, Size)));
        }

        facts.Tells = false;
        Assert.That(file.GetResidency(2 * Size), Is.EqualTo(new WindowResidency(2 * Size, 100, IsCached: false, 0, null)));
        Assert.That(file.GetResidency(Size).Pins, Is.Zero);
        Assert.That(() => file.GetResidency(file.Length), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => file.GetResidency(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static MappedFile Open(TestCache test, int windows, out MemoryFile.Facts facts)
    {
        facts = test.Memory.Add("a", 1, windows * Size);
        return test.Cache.Open("a");
    }
}
