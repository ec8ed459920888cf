using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class WindowCacheTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public void The_second_acquire_of_a_window_calls_the_system_not_once()
    {
        using TestCache test = TestCache.Create(4);
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0);
        int calls = test.Probe.Calls;

        TestCache.Touch(file, 0);
        using (Window window = file.Acquire(17))
        {
            Assert.That(FileContent.Matches(window.Span, 1, 17));
        }

        Assert.That(file.TryAcquire(0, out Window tried));
        tried.Dispose();

        Assert.That(test.Probe.Calls, Is.EqualTo(calls));
        Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.Hits)).EqualTo(3).And.Property(nameof(CacheStatistics.Misses)).EqualTo(1));
    }

    [Test]
    public void A_remap_makes_two_calls_and_asks_once_what_is_in_memory()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0);
        int calls = test.Probe.Calls;

        TestCache.Touch(file, 1);

        Assert.That(test.Probe.Calls, Is.EqualTo(calls + 3), "ask, map and populate");
        Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.Remaps)).EqualTo(1).And.Property(nameof(CacheStatistics.Evictions)).EqualTo(1));
    }

    [Test]
    public void A_window_goes_from_its_offset_to_its_end_or_the_files()
    {
        using TestCache test = TestCache.Create(4);
        test.Memory.Add("a", 1, Size + 100);
        using MappedFile file = test.Cache.Open("a");
        foreach ((long offset, int length) in ((long, int)[])[(0, Size), (1, Size - 1), (Size - 1, 1), (Size, 100), (Size + 99, 1), (Size + 100, 0), (Size + 101, 0), (long.MaxValue, 0)])
        {
            using Window window = file.Acquire(offset);
            Assert.That(window.Length, Is.EqualTo(length), $"at {offset}");
            Assert.That(window.Span.Length, Is.EqualTo(length));
            Assert.That(FileContent.Matches(window.Span, 1, offset));
        }
    }

    [Test]
    public void Negative_offsets_are_refused()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);

        Assert.That(() => { using Window window = file.Acquire(-1); }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => file.TryAcquire(long.MinValue, out _), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_disposed_window_gives_nothing_and_is_released_once()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        using Window other = file.Acquire(0);

        Assert.That(
            () =>
            {
                Window window = file.Acquire(0);
                window.Dispose();
                window.Dispose();
                return window.Span.Length;
            },
            Throws.TypeOf<ObjectDisposedException>());
        Assert.That(test.Statistics.SlotsInUse, Is.EqualTo(1), "the other's pin is still there");
        Assert.That(FileContent.Matches(other.Span, 1, 0));
    }

    [Test]
    public void An_empty_file_has_no_window()
    {
        using TestCache test = TestCache.Create(1);
        test.Memory.Add("empty", 1, 0);
        using MappedFile file = test.Cache.Open("empty");

        using Window window = file.Acquire(0);
        Assert.That(window.Length, Is.Zero);
        Assert.That(file.TryAcquire(0, out Window tried));
        Assert.That(tried.Span.IsEmpty);
        Assert.That(test.Probe.Maps, Is.Zero);
    }

    [Test]
    public void A_file_that_grows_shows_more_without_a_remap()
    {
        using TestCache test = TestCache.Create(2);
        MemoryFile.Facts facts = test.Memory.Add("log", 1, 10);
        using MappedFile file = test.Cache.Open("log");
        Assert.That(LengthAt(file, 0), Is.EqualTo(10));

        facts.SetLength(30);
        Assert.That(LengthAt(file, 0), Is.EqualTo(10), "as long as it was when it was last looked at");
        Assert.That(LengthAt(file, 10), Is.EqualTo(20), "reaching the end looks again");
        Assert.That(LengthAt(file, 0), Is.EqualTo(30));

        facts.SetLength(Size + 5);
        Assert.That(file.Refresh().Length, Is.EqualTo(Size + 5));
        Assert.That(LengthAt(file, 0), Is.EqualTo(Size));
        Assert.That(LengthAt(file, Size), Is.EqualTo(5));
        Assert.That(test.Probe.Maps, Is.EqualTo(2), "one for each window");
    }

    [Test]
    public void A_file_that_has_become_shorter_ends_earlier()
    {
        using TestCache test = TestCache.Create(2);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, 2 * Size);
        using MappedFile file = test.Cache.Open("a");
        TestCache.Touch(file, 0, 1);
        facts.SetLength(7);
        file.Refresh();

        Assert.That(LengthAt(file, 0), Is.EqualTo(7));
        Assert.That(LengthAt(file, 7), Is.Zero);
        Assert.That(LengthAt(file, Size), Is.Zero);
    }

    [Test]
    public void Try_acquire_is_refused_while_every_slot_is_pinned_and_never_waits()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 4);
        using Window first = file.Acquire(0);
        using (Window second = file.Acquire(Size))
        {
            Assert.That(file.TryAcquire(2 * Size, out Window refused), Is.False);
            Assert.That(refused.Length, Is.Zero);
            Assert.That(file.TryAcquire(Size, out Window hit), "what is mapped can still be had");
            hit.Dispose();
        }

        Assert.That(file.TryAcquire(2 * Size, out Window taken));
        taken.Dispose();
        Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.Refusals)).EqualTo(1).And.Property(nameof(CacheStatistics.Waits)).EqualTo(0));
    }

    [Test]
    public void Bad_paths_are_refused()
    {
        using TestCache test = TestCache.Create(1);

        Assert.That(() => test.Cache.Open(""), Throws.ArgumentException);
        Assert.That(() => test.Cache.Open(null!), Throws.ArgumentNullException);
        Assert.That(() => test.Cache.Open("a\0b"), Throws.ArgumentException.With.Message.Contains("NUL"));
        foreach (string within in (string[])["", "relative", "/a/../b", "/a//", "./a"])
        {
            Assert.That(() => test.Cache.Open("a", within), Throws.ArgumentException.With.Message.Contains("full path"), within);
        }

        Assert.That(() => test.Cache.Open("missing"), Throws.TypeOf<FileNotFoundException>().With.Property("FileName").EqualTo("missing"));
        Assert.That(test.Cache.TryOpen("missing", null, out MappedFile? file, out OpenError error), Is.False);
        Assert.That((file, error), Is.EqualTo(((MappedFile?)null, OpenError.NotFound)));
    }

    [Test]
    public void A_disposed_handle_gives_nothing_but_its_windows_live()
    {
        using TestCache test = TestCache.Create(1);
        MappedFile file = test.OpenNew(1, 1);
        using Window window = file.Acquire(0);
        file.Dispose();

        Assert.That(FileContent.Matches(window.Span, 1, 0));
        Assert.That(() => { using Window other = file.Acquire(0); }, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => file.Length, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Statistics_tell_what_is_held_and_mapped()
    {
        using TestCache test = TestCache.Create(10, chunk: 4);
        using MappedFile file = test.OpenNew(1, 3);
        using Window first = file.Acquire(0);
        TestCache.Touch(file, 1);
        CacheStatistics now = test.Statistics;

        Assert.That((now.SlotsInUse, now.PeakSlotsInUse, now.SlotsTaken, now.MaxSlots), Is.EqualTo((1, 1, 4, 10)));
        Assert.That((now.ResidentWindows, now.BytesMapped, now.Files), Is.EqualTo((2, 2L * Size, 1)));
        Assert.That((now.Hits, now.Misses, now.HitRatio), Is.EqualTo((0, 2, 0.0)));
    }

    [Test]
    public void Hits_of_threads_that_have_ended_are_kept()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        for (int i = 0; i < 20; i++)
        {
            Thread thread = new(() => TestCache.Touch(file, 0, 0, 0));
            thread.Start();
            thread.Join();
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.That(test.Statistics.Hits, Is.EqualTo(60));
    }

    [Test]
    public void A_hit_allocates_nothing()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0, 0);
        long sum = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            using Window window = file.Acquire(i);
            sum += window.Span[0];
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(sum, Is.Not.Zero);
    }

    [Test]
    public void Nothing_lies_far_past_the_end_of_a_file_that_was_cut()
    {
        // Fails if the length is worked out in 32 bits: what lies 8 GiB before the offset comes to 1,000 bytes then.
        const long Far = 8L << 30;
        using TestCache test = TestCache.Create(4);
        MemoryFile.Facts facts = test.Memory.Add("big", 7, Far + Size);
        using MappedFile file = test.Cache.Open("big");
        file.Acquire(Far).Dispose();
        facts.SetLength(1000);
        file.Refresh();
        using Window past = file.Acquire(Far);
        using LightWindow light = file.AcquireLight(Far);
        Assert.That((past.Length, light.Length), Is.EqualTo((0, 0)));
    }

    private static int LengthAt(MappedFile file, long offset)
    {
        using Window window = file.Acquire(offset);
        return window.Length;
    }
}
