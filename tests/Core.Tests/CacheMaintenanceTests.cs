using System.Runtime.CompilerServices;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>What goes without anybody asking for it. Time is the test's own: nothing here waits.</summary>
public sealed class CacheMaintenanceTests
{
    private const int Size = TestCache.WindowSize;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    [Test]
    public void An_unused_window_goes_after_its_time_and_at_most_half_as_late_again([Values(0, 1, 7, 14, 15)] int usedAt, [Values] EvictionKind eviction)
    {
        ManualTime time = new();
        using TestCache test = Create(time, eviction);
        using MappedFile file = test.OpenNew(1, 1);
        time.Advance(TimeSpan.FromSeconds(usedAt));
        TestCache.Touch(file, 0);

        time.Advance(s_timeout - TimeSpan.FromTicks(1));
        Assert.That(test.Maps(file, 0), "not a tick too early");
        time.Advance((s_timeout / 2) + TimeSpan.FromTicks(1));
        Assert.That(test.Memory.MappedSlots, Is.Empty, "gone, and unmapped");
        Assert.That(test.Statistics.LetGo, Is.EqualTo(1));
    }

    [Test]
    public void A_window_that_is_used_again_stays_for_as_long_again()
    {
        // Fails if a sweep does not take the uses off, or does not see that there are new ones.
        ManualTime time = new();
        using TestCache test = Create(time);
        using MappedFile file = test.OpenNew(1, 1);
        for (int i = 0; i < 20; i++)
        {
            TestCache.Touch(file, 0);
            time.Advance(s_timeout - TimeSpan.FromTicks(1));
            Assert.That(test.Maps(file, 0), $"round {i}");
        }

        Assert.That(test.Probe.Maps, Is.EqualTo(1));
        time.Advance(s_timeout);
        Assert.That(test.Memory.MappedSlots, Is.Empty);
    }

    [Test]
    public void A_window_that_is_held_is_in_use_until_it_is_released()
    {
        // Fails if a sweep takes the uses off a pinned slot: then it would go a time-out after that.
        ManualTime time = new();
        using TestCache test = Create(time);
        using MappedFile file = test.OpenNew(1, 1);
        using (Window held = file.Acquire(0))
        {
            time.Advance(10 * s_timeout);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        time.Advance(s_timeout - TimeSpan.FromTicks(1));
        Assert.That(test.Maps(file, 0));
        time.Advance(s_timeout / 2);
        Assert.That(test.Memory.MappedSlots, Is.Empty);
    }

    [Test]
    public unsafe void A_use_that_the_clock_hand_has_taken_off_still_counts()
    {
        // Fails if the hand leaves no mark: the sweep then sees no use since the last time.
        ManualTime time = new();
        using TestCache test = Create(time);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        time.Advance(s_timeout - TimeSpan.FromSeconds(1));
        TestCache.Touch(file, 0);
        Slot* slot = test.Engine.Slots[test.Engine.Files.ToArray().Single().Directory.Read(0).Slot];
        while (slot->State.Use > 0)
        {
            slot->TryAge(slot->State);
        }

        time.Advance(s_timeout - TimeSpan.FromTicks(1));
        Assert.That(test.Maps(file, 0));
        time.Advance(s_timeout / 2);
        Assert.That(test.Memory.MappedSlots, Is.Empty);
    }

    [Test]
    public void Another_window_in_the_slot_has_a_time_of_its_own()
    {
        ManualTime time = new();
        using TestCache test = TestCache.Create(1, maintenance: new MaintenanceSettings { Time = time, IdleTimeout = s_timeout });
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0);
        time.Advance(s_timeout - TimeSpan.FromSeconds(1));
        TestCache.Touch(file, 1);
        time.Advance(s_timeout - TimeSpan.FromSeconds(1));

        Assert.That(test.Maps(file, 1));
    }

    [Test]
    public void Idle_files_whose_name_is_gone_or_leads_elsewhere_are_let_go([Values] bool replaced)
    {
        ManualTime time = new();
        using TestCache test = TestCache.Create(10, maintenance: new MaintenanceSettings { Time = time, Interval = s_timeout });
        Use("deleted", 1);
        Use("kept", 2);
        test.Memory.Add("open", 3, Size);
        using MappedFile open = test.Cache.Open("open");
        TestCache.Touch(open, 0);
        test.Memory.Remove("open");
        test.Memory.Remove("deleted");
        if (replaced)
        {
            test.Memory.Add("deleted", 4, Size);
        }

        time.Advance(s_timeout - TimeSpan.FromTicks(1));
        Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(3), "not before it is due");
        time.Advance(TimeSpan.FromTicks(1));
        Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(2));
        Assert.That(test.Statistics.Files, Is.EqualTo(2), "the kept one, and the one that is open");
        TestCache.Touch(open, 0);
        Assert.That(test.Probe.Maps, Is.EqualTo(3), "an open file keeps its windows");

        void Use(string name, long seed)
        {
            test.Memory.Add(name, seed, Size);
            using MappedFile file = test.Cache.Open(name);
            TestCache.Touch(file, 0);
        }
    }

    [Test]
    public void Under_memory_pressure_half_of_the_inactive_windows_go_then_all([Values(1, 2, 3, 9)] int windows)
    {
        Pressure pressure = new();
        using TestCache test = TestCache.Create(10, maintenance: new MaintenanceSettings { Pressure = pressure });
        using MappedFile file = test.OpenNew(1, 10);
        TestCache.Touch(file, [.. Enumerable.Range(0, windows).Select(static i => (long)i)]);
        using Window held = file.Acquire(9 * Size);

        test.Engine.Maintenance.LetGoOfSurplus();
        Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(windows + 1));
        pressure.Now = MemoryPressure.Some;
        test.Engine.Maintenance.LetGoOfSurplus();
        Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo((windows / 2) + 1));
        pressure.Now = MemoryPressure.Much;
        test.Engine.Maintenance.LetGoOfSurplus();
        Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(1), "what is held stays");
    }

    [Test]
    public void Sweeps_make_their_calls_under_no_lock()
    {
        // Fails, by standing still, if a window is unmapped under a lock that opening, mapping or releasing needs.
        ManualTime time = new();
        using TestCache test = Create(time, EvictionKind.Lru);
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0);
        bool reached = false;
        test.Probe.BeforeUnmap = _ =>
        {
            reached = true;
            TestThread.Start(() =>
            {
                using MappedFile other = test.OpenNew(2, 2);
                TestCache.Touch(other, 0, 1);
            }).Join();
            return OsError.None;
        };

        time.Advance(2 * s_timeout);
        Assert.That(reached);
        test.Probe.BeforeUnmap = null;
    }

    [Test]
    public void A_cache_can_be_made_where_the_flow_of_contexts_is_suppressed_already()
    {
        using (ExecutionContext.SuppressFlow())
        {
            using TestCache test = Create(new ManualTime());
        }
    }

    [Test]
    public void The_timer_runs_without_the_context_of_who_made_the_cache()
    {
        AsyncLocal<string?> local = new() { Value = "the creator's" };
        using ManualResetEventSlim ran = new();
        string? seen = null;
        Recorder recorder = new(() =>
        {
            seen = local.Value;
            ran.Set();
        });
        using PeriodicRun run = new(recorder, TimeProvider.System, TimeSpan.FromMilliseconds(1));

        Assert.That(ran.Wait(TimeSpan.FromSeconds(30)));
        Assert.That(seen, Is.Null);
        GC.KeepAlive(recorder);
    }

    [Test]
    public void Disposing_the_cache_stops_the_timer()
    {
        ManualTime time = new();
        TestCache test = Create(time);
        Assert.That(time.Timers, Is.EqualTo(1));
        test.Dispose();
        Assert.That(time.Timers, Is.Zero);
    }

    [Test]
    public void A_forgotten_cache_is_not_kept_alive_by_its_timer()
    {
        ManualTime time = new();
        WeakReference engine = Forget(time);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.That(engine.IsAlive, Is.False);
        time.Advance(s_timeout);
        Assert.That(time.Timers, Is.Zero, "it stops when it finds nobody");
    }

    [Test]
    public void A_window_that_is_used_only_lightly_stays()
    {
        // Fails if a sweep takes the uses off and leaves the light bit: light windows leave no use then.
        ManualTime time = new();
        using TestCache test = Create(time);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        for (int quarter = 0; quarter < 16; quarter++)
        {
            file.AcquireLight(0).Dispose();
            time.Advance(s_timeout / 4);
            Assert.That(test.Maps(file, 0), $"after quarter {quarter}");
        }
    }

    [Test]
    public void A_window_that_was_held_lightly_for_long_is_in_use_until_it_is_released()
    {
        // A light window leaves no use. Fails if a sweep that finds it held does not count that as one.
        ManualTime time = new();
        using TestCache test = Create(time);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        LightWindow light = file.AcquireLight(0);
        for (int quarter = 0; quarter < 8; quarter++)
        {
            time.Advance(s_timeout / 4);
        }

        light.Dispose();
        time.Advance(s_timeout / 2);
        Assert.That(test.Maps(file, 0));
        time.Advance(s_timeout);
        Assert.That(test.Maps(file, 0), Is.False);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forget(ManualTime time)
    {
        TestCache test = Create(time);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        time.Advance(s_timeout / 2);
        return new WeakReference(test.Engine);
    }

    private static TestCache Create(ManualTime time, EvictionKind eviction = EvictionKind.Clock) =>
        TestCache.Create(4, eviction: eviction, maintenance: new MaintenanceSettings { Time = time, IdleTimeout = s_timeout });

    private sealed class Recorder(Action run) : IPeriodic
    {
        public void Run() => run();
    }

    private sealed class Pressure : IMemoryPressure
    {
        public MemoryPressure Now { get; set; }

        public MemoryPressure Read() => Now;
    }
}
