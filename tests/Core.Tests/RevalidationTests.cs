using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class RevalidationTests
{
    // The file's length and times, and where its path leads.
    private const int CallsOfALook = 2;

    private const int Size = TestCache.WindowSize;
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();

    [Test]
    public void Always_asks_before_every_window()
    {
        using TestCache test = Create(Revalidation.Always);
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0);
        int before = test.Probe.Calls;

        TestCache.Touch(file, 0, 0, 0);
        using (LightWindow light = file.AcquireLight(0))
        {
            Assert.That(light.IsValid);
        }

        Assert.That(test.Probe.Calls - before, Is.EqualTo(4 * CallsOfALook));
        Assert.That(test.Probe.Maps, Is.EqualTo(1));
        Assert.That(_time.Timers, Is.EqualTo(1), "none but the test's own maintenance");
    }

    [Test]
    public void A_look_holds_good_for_the_interval()
    {
        using TestCache test = Create(Revalidation.Every(s_second));
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0);
        int before = test.Probe.Calls;

        TestCache.Touch(file, 0, 0);
        Assert.That(test.Probe.Calls, Is.EqualTo(before), "opening has looked");
        _time.Advance(s_second);
        TestCache.Touch(file, 0, 0);
        Assert.That(test.Probe.Calls, Is.EqualTo(before + CallsOfALook));
        _time.Advance(s_second);
        _time.Advance(s_second);
        Assert.That(test.Probe.Calls, Is.EqualTo(before + CallsOfALook), "a file that nobody reads is not asked for");
        Assert.That(_time.Timers, Is.EqualTo(1), "nor waited for");
        TestCache.Touch(file, 0, 0);
        Assert.That(test.Probe.Calls, Is.EqualTo(before + (2 * CallsOfALook)));
    }

    [Test]
    public void Never_asks_only_when_it_is_told_to()
    {
        using TestCache test = Create(Revalidation.Never);
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0);
        int before = test.Probe.Calls;

        _time.Advance(TimeSpan.FromDays(1));
        TestCache.Touch(file, 0);
        Assert.That(test.Probe.Calls, Is.EqualTo(before));
    }

    [Test]
    public void New_bytes_keep_the_mapping_and_make_older_leases_invalid()
    {
        using TestCache test = Create(Revalidation.Every(s_second));
        MemoryFile.Facts facts = test.Memory.Add("file", 1, 2 * Size);
        using MappedFile file = test.Cache.Open("file");
        FileVersion before = file.Version;
        using Window older = file.Acquire(0);
        using LightWindow olderLight = file.AcquireLight(0);

        facts.SetLength(2 * Size);
        Assert.That(older.IsValid && olderLight.IsValid, "nobody has looked yet");
        _time.Advance(s_second);
        using Window newer = file.Acquire(0);

        Assert.That(newer.IsValid);
        Assert.That(older.IsValid, Is.False);
        Assert.That(olderLight.IsValid, Is.False);
        Assert.That(file.Version, Is.Not.EqualTo(before));
        Assert.That(test.Probe.Maps, Is.EqualTo(1));
    }

    [Test]
    public async Task Whoever_asks_is_told_at_once()
    {
        using TestCache test = Create(Revalidation.Never);
        MemoryFile.Facts facts = test.Memory.Add("file", 1, 2 * Size);
        using MappedFile file = test.Cache.Open("file");
        using WindowLease lease = await file.AcquireAsync(Size + 10);
        lease.ThrowIfChanged();

        facts.SetLength(Size + 5);

        FileChangedException changed = Assert.Throws<FileChangedException>(lease.ThrowIfChanged)!;
        Assert.That((changed.Path, changed.Offset, changed.ExpectedLength, changed.SeenLength), Is.EqualTo(("file", Size + 10L, 2L * Size, Size + 5L)));
        Assert.That(lease.IsValid, Is.False);
    }

    [Test]
    public void Of_a_file_that_was_cut_short_the_windows_past_its_end_are_given_up()
    {
        using TestCache test = Create(Revalidation.Every(s_second));
        MemoryFile.Facts facts = test.Memory.Add("file", 1, 5 * Size);
        using MappedFile file = test.Cache.Open("file");
        TestCache.Touch(file, 0, 1, 2, 3, 4);
        using Window held = file.Acquire(4 * Size);

        facts.SetLength(Size + 1);
        _time.Advance(s_second);
        TestCache.Touch(file, 0);

        Assert.That(Enumerable.Range(0, 5).Select(window => test.Maps(file, window)), Is.EqualTo((bool[])[true, true, false, false, false]));
        Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(3), "what is held stays mapped for its holder");
        Assert.That(held.IsValid, Is.False);
        using Window last = file.Acquire(Size);
        Assert.That(last.Length, Is.EqualTo(1));
    }

    [Test]
    public void A_file_that_has_grown_is_longer_without_a_remap()
    {
        using TestCache test = Create(Revalidation.Every(s_second));
        MemoryFile.Facts facts = test.Memory.Add("file", 1, 10);
        using MappedFile file = test.Cache.Open("file");
        TestCache.Touch(file, 0);

        facts.SetLength(Size);
        _time.Advance(s_second);
        using Window window = file.Acquire(0);

        Assert.That(window.Length, Is.EqualTo(Size));
        Assert.That(test.Probe.Maps, Is.EqualTo(1));
    }

    [Test]
    public void A_file_that_was_replaced_is_read_on_and_says_so()
    {
        using TestCache test = Create(Revalidation.Every(s_second));
        using MappedFile file = test.OpenNew(1, 2);
        using Window held = file.Acquire(0);
        Assert.That(file.IsReplaced, Is.False);

        test.Memory.Add("file 1", seed: 2, length: 2 * Size);
        _time.Advance(s_second);
        TestCache.Touch(file, 0, 1);

        Assert.That(file.IsReplaced);
        Assert.That(held.IsValid, "the file that was opened has not changed");
        using MappedFile other = test.Cache.Open("file 1");
        TestCache.Touch(other, 0);
        Assert.That((other.Identity == file.Identity, other.IsReplaced), Is.EqualTo((false, false)));
    }

    [Test]
    public void A_replaced_file_whose_descriptor_was_closed_is_read_on_as_far_as_it_is_mapped()
    {
        using TestCache test = Create(Revalidation.Always, layout => layout with { MaxDescriptors = 1 });
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0);
        using MappedFile other = test.OpenNew(3, 1);
        TestCache.Touch(other, 0);

        test.Memory.Add("file 1", seed: 2, length: 2 * Size);

        TestCache.Touch(file, 0);
        Assert.That(file.IsReplaced);
    }

    [Test]
    public void Copies_are_read_anew_once_the_file_was_found_changed()
    {
        using TestCache test = Create(Revalidation.Every(s_second), layout => layout with { Copy = CopyMode.Always });
        MemoryFile.Facts facts = test.Memory.Add("file", 1, Size);
        using MappedFile file = test.Cache.Open("file");
        using Window older = file.Acquire(0);

        facts.Rewrite(contentSeed: 7);
        using (Window still = file.Acquire(0))
        {
            Assert.That(FileContent.Matches(still.Span, 1, 0));
        }

        _time.Advance(s_second);
        using Window newer = file.Acquire(0);
        Assert.That(FileContent.Matches(newer.Span, 7, 0) && newer.IsValid);
        Assert.That(FileContent.Matches(older.Span, 1, 0), "a copy stays what it was");
        Assert.That(older.IsValid, Is.False);
    }

    // The file grows a byte at a time within its one window, so that a lease's length says which version it was given.
    [Test]
    public void A_lease_of_a_length_that_the_file_had_before_its_last_change_says_so([Values] bool light)
    {
        const int Versions = Size - 1;
        for (int round = 0; round < 20; round++)
        {
            using TestCache test = Create(Revalidation.Never);
            MemoryFile.Facts facts = test.Memory.Add("file", 1, 1);
            using MappedFile file = test.Cache.Open("file");
            TestCache.Touch(file, 0);
            int known = 0;
            TestThread writer = TestThread.Start(() =>
            {
                for (int length = 2; length <= Versions; length++)
                {
                    facts.SetLength(length);
                    file.Refresh();
                    Volatile.Write(ref known, length);
                }
            });
            while (Volatile.Read(ref known) < Versions)
            {
                (int length, bool isValid, int since) = light ? Light(file, ref known) : Shared(file, ref known);
                Assert.That(isValid && length < since, Is.False, $"leased {length} bytes, and is valid though {since} were known");
            }

            writer.Join();
        }
    }

    private static (int Length, bool IsValid, int Since) Shared(MappedFile file, ref int known)
    {
        using Window window = file.Acquire(0);
        int since = Volatile.Read(ref known);
        return (window.Length, window.IsValid, since);
    }

    private static (int Length, bool IsValid, int Since) Light(MappedFile file, ref int known)
    {
        using LightWindow window = file.AcquireLight(0);
        int since = Volatile.Read(ref known);
        return (window.Length, window.IsValid, since);
    }

    [Test]
    public void Intervals_have_bounds()
    {
        Assert.That(() => Revalidation.Every(TimeSpan.Zero), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Revalidation.Every(TimeSpan.FromDays(50)), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(default(Revalidation).Interval, Is.EqualTo(s_second));
        Assert.That($"{Revalidation.Always}, {Revalidation.Never}, {Revalidation.EverySecond}", Is.EqualTo("Always, Never, every 1 s"));
    }

    private TestCache Create(Revalidation revalidation, Func<CacheLayout, CacheLayout>? limits = null) =>
        TestCache.Create(8, limits: limits, maintenance: new MaintenanceSettings { Time = _time, Interval = TimeSpan.FromDays(2), Revalidation = revalidation });
}
