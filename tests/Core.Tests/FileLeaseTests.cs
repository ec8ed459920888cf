using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>Leases on files, over memory: whoever opens a file for writing has every break answered in its own thread.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FileLeaseTests
{
    private const int Size = TestCache.WindowSize;
    private const long Old = 1;
    private const long New = 7;
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    private readonly ManualTime _time = new();

    [Test]
    public void What_is_held_becomes_a_copy_under_its_readers_and_the_rest_is_given_up()
    {
        using TestCache test = Create(out MemoryFile.Facts facts, out MappedFile file);
        Assert.That(Held(test), Is.EqualTo(1), "from the opening on");
        TestCache.Touch(file, 0, 1, 2);
        using Window held = file.Acquire(0);
        using LightWindow light = file.AcquireLight(Size);

        using (facts.OpenToWrite())
        {
            test.Memory.Rewrite("file", New);
            Assert.That(FileContent.Matches(held.Span, Old, 0) && FileContent.Matches(light.Span, Old, Size));
            Assert.That((held.IsValid, light.IsValid), Is.EqualTo((false, false)));
            Assert.That(test.Memory.MappedSlots, Is.Empty);
            using Window next = file.Acquire(0);
            Assert.That(FileContent.Matches(next.Span, New, 0) && next.IsValid);
            Assert.That(test.Memory.MappedSlots, Is.Empty, "nothing is mapped without the lease");
        }

        Assert.That(Throws(held), "a window that was swapped");
        CacheStatistics statistics = test.Statistics;
        Assert.That((statistics.FileLeasesHeld, statistics.FileLeasesBroken, statistics.WindowsSwapped, statistics.Failures), Is.EqualTo((0, 1, 2, 0)));
        file.Dispose();
    }

    [Test]
    public void What_was_invalidated_and_is_held_becomes_a_copy_too([Values] bool light)
    {
        using TestCache test = Create(out MemoryFile.Facts facts, out MappedFile file);
        using LightWindow mine = light ? file.AcquireLight(0) : default;
        using Window held = light ? default : file.Acquire(0);
        test.Cache.Invalidate(file);
        using Window again = file.Acquire(0);

        using IDisposable writer = facts.OpenToWrite();
        test.Memory.Rewrite("file", New);

        Assert.That(FileContent.Matches(light ? mine.Span : held.Span, Old, 0) && FileContent.Matches(again.Span, Old, 0));
        Assert.That(test.Statistics.WindowsSwapped, Is.EqualTo(2));
        file.Dispose();
    }

    [Test]
    public void The_lease_is_not_asked_for_until_it_was_given_back()
    {
        using TestCache test = Create(out MemoryFile.Facts facts, out MappedFile file);
        FileLease lease = test.Engine.Files.ToArray().Single().Lease!;
        bool? mayAsk = null;
        facts.BeforeLeaseEnds = () =>
        {
            // However long it takes.
            _time.Advance(FileLease.LongestBackOff);
            mayAsk = lease.MayAsk();
        };

        facts.OpenToWrite().Dispose();

        Assert.That((mayAsk, lease.MayAsk()), Is.EqualTo((false, false)), "before it, and before the back-off is over");
        _time.Advance(FileLease.LongestBackOff);
        Assert.That(lease.MayAsk());
        file.Dispose();
    }

    [Test]
    public void Windows_of_other_files_stay()
    {
        using TestCache test = Create(out MemoryFile.Facts facts, out MappedFile file);
        using MappedFile other = test.OpenNew(3, 2);
        TestCache.Touch(file, 0);
        TestCache.Touch(other, 0);
        using Window held = other.Acquire(Size);

        facts.OpenToWrite().Dispose();

        Assert.That(held.IsValid);
        Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(2));
        Assert.That(Held(test), Is.EqualTo(1));
        file.Dispose();
    }

    [Test]
    public void A_window_that_is_being_mapped_meanwhile_is_not_given_out()
    {
        using TestCache test = Create(out MemoryFile.Facts facts, out MappedFile file);
        test.Probe.BeforeMap = (_, _) =>
        {
            test.Probe.BeforeMap = null;
            facts.OpenToWrite().Dispose();
            return OsError.None;
        };
        test.Probe.BeforePopulate = (_, _) =>
        {
            // By now the lease is gone, and what was mapped changes.
            test.Memory.Rewrite("file", New);
            return OsError.None;
        };

        using Window window = file.Acquire(0);

        Assert.That(FileContent.Matches(window.Span, New, 0));
        Assert.That((test.Probe.Maps, test.Memory.MappedSlots.Count, test.Statistics.Copies), Is.EqualTo((1, 0, 1)));
        file.Dispose();
    }

    [Test]
    public void Nor_to_those_who_wait_for_it()
    {
        using TestCache test = Create(out MemoryFile.Facts facts, out MappedFile file);
        using HeldMapping mapping = HeldMapping.Begin(test, file);
        TestThread follower = TestThread.Start(() => TestCache.Touch(file, 0));
        Assert.That(SpinWait.SpinUntil(() => test.Statistics.SlotsInUse == 1 && PinsOf(test, 0) == 2, TimeSpan.FromSeconds(30)), "the follower waits");

        facts.OpenToWrite().Dispose();
        mapping.Finish();
        follower.Join();

        Assert.That((test.Statistics.Copies, test.Memory.MappedSlots.Count), Is.EqualTo((2, 0)));
        file.Dispose();
    }

    [Test]
    public async Task Who_acquires_without_a_thread_gets_a_copy_too()
    {
        using TestCache test = Create(out MemoryFile.Facts facts, out MappedFile file);
        using IDisposable writer = facts.OpenToWrite();
        test.Memory.Rewrite("file", New);

        using WindowLease lease = await file.AcquireAsync(Size);

        Assert.That(FileContent.Matches(lease.Memory.Span, New, Size));
        Assert.That(test.Probe.Maps, Is.Zero);
        file.Dispose();
    }

    [Test]
    public void A_lease_that_is_broken_before_it_is_known_to_be_had_is_not_held()
    {
        using TestCache test = Create();
        test.Memory.Add("file", Old, 4 * Size);
        test.Probe.OnBreak = (_, answer) =>
        {
            test.Probe.OnBreak = null;
            answer();
            return answer;
        };

        using MappedFile file = test.Cache.Open("file");
        TestCache.Touch(file, 0);

        Assert.That((Held(test), test.Probe.Maps), Is.EqualTo((0, 0)));
    }

    [Test]
    public void After_a_break_a_file_is_left_alone_for_longer_and_longer()
    {
        using TestCache test = Create(out MemoryFile.Facts facts, out MappedFile file);
        foreach (int seconds in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            facts.OpenToWrite().Dispose();
            _time.Advance(TimeSpan.FromSeconds(seconds) - s_tick);
            TestCache.Touch(file, 0);
            Assert.That((facts.Leases, Held(test), test.Memory.MappedSlots.Count), Is.EqualTo((0, 0, 0)), $"{seconds} s");
            _time.Advance(s_tick);
            TestCache.Touch(file, 0);
            Assert.That((facts.Leases, Held(test), test.Memory.MappedSlots.Count), Is.EqualTo((1, 1, 1)), $"{seconds} s");
        }

        _time.Advance(FileLease.LongestBackOff);
        facts.OpenToWrite().Dispose();
        _time.Advance(FileLease.ShortestBackOff);
        TestCache.Touch(file, 0);
        Assert.That(Held(test), Is.EqualTo(1), "one that was held for long was worth having");
        file.Dispose();
    }

    [Test]
    public void While_somebody_writes_to_a_file_that_is_opened_it_is_copied_and_leased_later()
    {
        using TestCache test = Create();
        MemoryFile.Facts facts = test.Memory.Add("file", Old, 4 * Size);
        IDisposable writer = facts.OpenToWrite();
        using MappedFile file = test.Cache.Open("file");
        TestCache.Touch(file, 0);
        _time.Advance(FileLease.ShortestBackOff);
        TestCache.Touch(file, 0);
        Assert.That((test.Statistics.FileLeasesRefused, test.Statistics.Copies, test.Probe.Maps), Is.EqualTo((2, 2, 0)));

        writer.Dispose();
        _time.Advance(2 * FileLease.ShortestBackOff);
        TestCache.Touch(file, 0);

        Assert.That((Held(test), test.Probe.Maps), Is.EqualTo((1, 1)));
    }

    [Test]
    public void A_file_that_has_grown_or_shrunk_meanwhile_is_read_as_long_as_it_is()
    {
        using TestCache test = Create(out MemoryFile.Facts facts, out MappedFile file);
        using IDisposable writer = facts.OpenToWrite();

        facts.SetLength(Size + 5);
        using (Window last = file.Acquire(Size))
        {
            Assert.That(last.Length, Is.EqualTo(5));
        }

        facts.SetLength(2 * Size);
        using Window longer = file.Acquire(Size);
        Assert.That(longer.Length, Is.EqualTo(Size));
        file.Dispose();
    }

    [Test]
    public void A_file_that_the_system_gives_no_lease_on_is_mapped_and_not_asked_about_again()
    {
        using TestCache test = Create();
        test.Memory.Add("file", Old, 4 * Size).LeaseRefusal = new OsError(OsErrorKind.AccessDenied);
        using MappedFile file = test.Cache.Open("file");

        TestCache.Touch(file, 0, 1);
        _time.Advance(FileLease.LongestBackOff);
        TestCache.Touch(file, 2);

        Assert.That((test.Statistics.FileLeasesRefused, test.Statistics.FileLeasesHeld, test.Probe.Maps), Is.EqualTo((1, 0, 3)));
    }

    [Test]
    public void A_lease_goes_with_its_descriptor_and_comes_back_with_it()
    {
        using TestCache test = Create(layout => layout with { MaxDescriptors = 1 });
        MemoryFile.Facts facts = test.Memory.Add("file", Old, 4 * Size);
        using MappedFile file = test.Cache.Open("file");
        TestCache.Touch(file, 0);
        using MappedFile other = test.OpenNew(3, 1);
        Assert.That((facts.Leases, Held(test)), Is.EqualTo((0, 1)));

        TestCache.Touch(file, 1);
        Assert.That((facts.Leases, Held(test)), Is.EqualTo((1, 1)), "the file's own again");

        TestCache.Touch(other, 0);
        using (facts.OpenToWrite())
        {
            TestCache.Touch(file, 2);
            Assert.That(test.Statistics.ResidentWindows, Is.EqualTo(1), "what was left mapped without a lease is given up, once that is known");
        }
    }

    [Test]
    public void A_lease_that_goes_with_its_descriptor_while_it_is_broken_takes_its_windows_with_it()
    {
        using TestCache test = Create(layout => layout with { MaxDescriptors = 1 });
        MemoryFile.Facts facts = test.Memory.Add("file", Old, 4 * Size);
        MappedFile? other = null;
        test.Probe.OnBreak = (_, answer) => () =>
        {
            other ??= test.OpenNew(3, 1);
            answer();
        };
        using MappedFile file = test.Cache.Open("file");
        TestCache.Touch(file, 0, 1);

        using IDisposable writer = facts.OpenToWrite();
        test.Memory.Rewrite("file", New);

        Assert.That((other is null, facts.Leases, test.Statistics.ResidentWindows), Is.EqualTo((false, 0, 0)));
        using Window next = file.Acquire(0);
        Assert.That(FileContent.Matches(next.Span, New, 0));
        other!.Dispose();
    }

    [Test]
    public void What_cannot_be_swapped_stays_and_holds_nobody_up()
    {
        using TestCache test = Create(out MemoryFile.Facts facts, out MappedFile file);
        using Window held = file.Acquire(0);
        test.Probe.BeforeSwap = _ => new OsError(OsErrorKind.OutOfMemory);

        facts.OpenToWrite().Dispose();

        Assert.That(held.IsValid, Is.False);
        Assert.That((facts.Leases, test.Memory.MappedSlots.Count, test.Statistics.Failures, test.Statistics.WindowsSwapped), Is.EqualTo((0, 1, 1, 0)));
        file.Dispose();
    }

    [Test]
    public void Nobody_is_held_up_for_longer_than_is_decent()
    {
        using TestCache test = Create(out MemoryFile.Facts facts, out MappedFile file);
        using Window first = file.Acquire(0);
        using Window second = file.Acquire(Size);
        test.Probe.BeforeSwap = _ =>
        {
            _time.Advance(FileLease.LongestAnswer + s_tick);
            return OsError.None;
        };

        facts.OpenToWrite().Dispose();

        Assert.That((facts.Leases, test.Statistics.WindowsSwapped, test.Statistics.Failures), Is.EqualTo((0, 1, 1)));
        Assert.That((first.IsValid, second.IsValid), Is.EqualTo((false, false)));
        file.Dispose();
    }

    [Test]
    public void Without_the_option_nobody_is_held_up()
    {
        using TestCache test = TestCache.Create(8);
        MemoryFile.Facts facts = test.Memory.Add("file", Old, 4 * Size);
        using MappedFile file = test.Cache.Open("file");
        TestCache.Touch(file, 0);

        Assert.That(facts.Leases, Is.Zero);
    }

    private static bool Throws(Window window)
    {
        try
        {
            window.ThrowIfChanged();
            return false;
        }
        catch (FileChangedException)
        {
            return true;
        }
    }

    private static int Held(TestCache test) => test.Statistics.FileLeasesHeld;

    // SAFETY: the slots are the table's.
    private static unsafe int PinsOf(TestCache test, int slot) => test.Engine.Slots[slot]->State.Pins;

    private TestCache Create(Func<CacheLayout, CacheLayout>? limits = null) => TestCache.Create(
        8,
        limits: layout => (limits?.Invoke(layout) ?? layout) with { FileLeases = FileLeaseMode.Opportunistic },
        maintenance: new MaintenanceSettings { Time = _time });

    private TestCache Create(out MemoryFile.Facts facts, out MappedFile file)
    {
        TestCache test = Create();
        facts = test.Memory.Add("file", Old, 4 * Size);
        file = test.Cache.Open("file");
        return test;
    }
}
