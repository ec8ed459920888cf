using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>Files that are open as handles, with fewer descriptors than files.</summary>
public sealed class DescriptorLimitTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public void Descriptors_that_were_used_longest_ago_are_closed_and_opened_again_when_they_are_needed([Values(1, 2, 3)] int limit)
    {
        using TestCache test = Create(4, limit);
        MemoryFile.Facts[] facts = [.. Enumerable.Range(1, 5).Select(seed => test.Memory.Add($"{seed}", seed, 3 * Size))];
        MappedFile[] files = [.. Enumerable.Range(1, 5).Select(seed => test.Cache.Open($"{seed}"))];

        Assert.That(Open(), Is.EqualTo(Enumerable.Range(0, 5).TakeLast(limit)));
        foreach (int file in (int[])[0, 3, 4, 2])
        {
            TestCache.Touch(files[file], 0);
        }

        Assert.That(Open(), Is.EqualTo(((int[])[0, 3, 4, 2]).TakeLast(limit).Order()));
        Assert.That((test.Statistics.Descriptors, test.Statistics.Files), Is.EqualTo((limit, 5)));
        Array.ForEach(files, static file => file.Dispose());
        Assert.That(Open(), Is.Empty);

        IEnumerable<int> Open() => Enumerable.Range(0, 5).Where(file => facts[file].Open == 1);
    }

    [Test]
    public void A_hit_needs_no_descriptor()
    {
        using TestCache test = Create(4, limit: 1);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        using MappedFile other = test.OpenNew(2, 1);
        int calls = test.Probe.Calls;

        TestCache.Touch(file, 0);

        Assert.That(test.Probe.Calls, Is.EqualTo(calls));
    }

    [Test]
    public void A_descriptor_in_use_is_not_closed()
    {
        // Fails, in the address space, if the limit closes a file that a window is being mapped of.
        using TestCache test = Create(4, limit: 1);
        using MappedFile file = test.OpenNew(1, 1);
        using HeldMapping mapping = HeldMapping.Begin(test, file);
        using MappedFile other = test.OpenNew(2, 1);
        Assert.That(test.Statistics.Descriptors, Is.EqualTo(1), "the one that is not in use was closed, though it is the newer");
        mapping.Finish();
    }

    [Test]
    public void A_file_that_was_replaced_meanwhile_is_an_error_that_says_so()
    {
        using TestCache test = Create(4, limit: 1);
        test.Memory.Add("path", 1, 2 * Size);
        using MappedFile file = test.Cache.Open("path");
        TestCache.Touch(file, 0);
        using MappedFile other = test.OpenNew(9, 1);
        test.Memory.Add("path", 2, 2 * Size);

        TestCache.Touch(file, 0);
        Assert.That(() => file.TryAcquire(Size, out _), Throws.TypeOf<MappingException>().With.Message.Contains("replaced").And.Message.Contains("MaxDescriptors").And.Property("Path").EqualTo("path"));
        Assert.That(() => file.Refresh(), Throws.TypeOf<MappingException>().With.Message.Contains("replaced"));
        Assert.That(async () => await file.AcquireAsync(Size), Throws.TypeOf<MappingException>());
        using MappedFile now = test.Cache.Open("path");
        TestCache.Touch(now, 0, 1);
    }

    [Test]
    public void A_file_that_is_gone_meanwhile_is_an_error_that_says_so()
    {
        using TestCache test = Create(4, limit: 1);
        test.Memory.Add("path", 1, 2 * Size);
        using MappedFile file = test.Cache.Open("path");
        using MappedFile other = test.OpenNew(9, 1);
        test.Memory.Remove("path");

        Assert.That(() => file.TryAcquire(0, out _), Throws.TypeOf<MappingException>().With.Message.Contains("opened again").And.Message.Contains("moved or deleted"));
        Assert.That(test.Cache.Audit(), Is.Empty);
    }

    [Test]
    public async Task Who_does_not_wait_is_not_held_up_by_opening_again()
    {
        // Fails, by standing still, if the file is opened again by the caller.
        using TestCache test = Create(4, limit: 1);
        using MappedFile file = test.OpenNew(1, 1);
        using MappedFile other = test.OpenNew(2, 1);
        using ManualResetEventSlim go = new();
        test.Probe.BeforeOpen = _ => Assert.That(go.Wait(TimeSpan.FromSeconds(30)));

        Task<WindowLease> pending = file.AcquireAsync(0).AsTask();
        Assert.That(pending.IsCompleted, Is.False);
        go.Set();
        using WindowLease lease = await pending;
        Assert.That(FileContent.Matches(lease.Span, 1, 0));
    }

    [Test]
    public void What_has_changed_meanwhile_is_seen_when_it_is_opened_again()
    {
        using TestCache test = Create(4, limit: 1);
        MemoryFile.Facts facts = test.Memory.Add("path", 1, Size);
        using MappedFile file = test.Cache.Open("path");
        using MappedFile other = test.OpenNew(9, 1);
        facts.SetLength(2 * Size);

        Assert.That(file.Length, Is.EqualTo(Size));
        using (Window window = file.Acquire(0))
        {
            Assert.That(file.Length, Is.EqualTo(2 * Size));
        }

        Assert.That(file.Refresh().Length, Is.EqualTo(2 * Size));
    }

    [Test]
    public void Threads_that_use_many_files_leave_no_more_open_than_are_allowed([Values(1, 3)] int limit, [Values(1, 3)] int slots)
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        using TestCache test = Create(slots, limit);
        MemoryFile.Facts[] facts = [.. Enumerable.Range(1, 20).Select(file => test.Memory.Add($"{file}", file, 3 * Size))];
        MappedFile[] files = [.. Enumerable.Range(1, 20).Select(file => test.Cache.Open($"{file}"))];
        TestThread[] threads = [.. Enumerable.Range(0, 4).Select(number => TestThread.Start(() =>
        {
            Random random = new(HashCode.Combine(seed, number));
            for (int i = 0; i < 3_000; i++)
            {
                MappedFile file = files[random.Next(files.Length)];
                TestCache.Touch(file, random.Next(3));
                if (i % 7 == 0)
                {
                    file.Refresh();
                    test.Cache.Open(file.Path).Dispose();
                }
            }
        }))];
        Array.ForEach(threads, static thread => thread.Join());

        Assert.That(facts.Sum(static file => file.Open), Is.EqualTo(limit));
        Assert.That(test.Cache.Audit(), Is.Empty);
        Array.ForEach(files, static file => file.Dispose());
        Assert.That(facts.Sum(static file => file.Open), Is.Zero);
    }

    [Test]
    public void Idle_files_beyond_their_limit_are_let_go_the_oldest_first([Values(0, 1, 2)] int limit)
    {
        using TestCache test = TestCache.Create(10, limits: layout => layout with { MaxFiles = limit });
        using MappedFile open = test.OpenNew(9, 1);
        TestCache.Touch(open, 0);
        foreach (int seed in (int[])[1, 2, 3, 4])
        {
            using MappedFile file = test.OpenNew(seed, 2);
            TestCache.Touch(file, 0, 1);
        }

        Assert.That(test.Statistics.Files, Is.EqualTo(limit + 1));
        Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(1 + (2 * limit)), "and unmapped");
        int maps = test.Probe.Maps;
        for (int seed = 4; seed > 4 - limit; seed--)
        {
            using MappedFile file = test.Cache.Open($"file {seed}");
            TestCache.Touch(file, 0);
        }

        Assert.That(test.Probe.Maps, Is.EqualTo(maps), "those that were closed last are still there");
    }

    [Test]
    public void A_file_that_is_opened_again_is_not_idle()
    {
        using TestCache test = TestCache.Create(10, limits: static layout => layout with { MaxFiles = 1 });
        Use(1);
        using MappedFile again = test.Cache.Open("file 1");
        Use(2);
        Assert.That(test.Maps(again, 0));
        Assert.That(test.Statistics.Files, Is.EqualTo(2));

        void Use(long seed)
        {
            using MappedFile file = test.OpenNew(seed, 1);
            TestCache.Touch(file, 0);
        }
    }

    private static TestCache Create(int slots, int limit) =>
        TestCache.Create(slots, limits: layout => layout with { MaxDescriptors = limit });
}
