using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class WindowDirectoryTests
{
    private static readonly DirectoryEntry s_entry = new(7, 3);

    [Test]
    public void A_window_that_was_never_mapped_has_no_entry()
    {
        WindowDirectory directory = new(1000);

        Assert.That(directory.Read(0).IsEmpty);
        Assert.That(directory.Read(999).IsEmpty);
        Assert.That(directory.Read(long.MaxValue >> 12).IsEmpty, "far past the end");
        Assert.That(directory.Windows(), Is.Empty);
    }

    [Test]
    public void A_published_entry_is_found_until_it_is_cleared()
    {
        WindowDirectory directory = new(10);
        directory.Reserve(4);

        Assert.That(directory.TryPublish(4, s_entry));
        Assert.That(directory.Read(4), Is.EqualTo(s_entry));
        Assert.That(directory.Windows(), Is.EqualTo((long[])[4]));

        directory.Clear(4);
        Assert.That(directory.Read(4).IsEmpty);
    }

    [Test]
    public void A_window_has_one_entry_at_most()
    {
        WindowDirectory directory = new(10);
        directory.Reserve(4);

        Assert.That(directory.TryPublish(4, s_entry));
        Assert.That(directory.TryPublish(4, new DirectoryEntry(8, 9)), Is.False);
        Assert.That(directory.Read(4), Is.EqualTo(s_entry));
    }

    [Test]
    public void The_light_bit_is_set_and_taken_only_with_its_entry()
    {
        WindowDirectory directory = new(10);
        Assert.That(directory.TryAllowLight(4, s_entry), Is.False, "a window without an entry gets none by it");
        Assert.That(directory.Read(4).IsEmpty);

        directory.TryPublish(4, s_entry);
        Assert.That(directory.TryAllowLight(4, s_entry) && directory.TryAllowLight(4, s_entry));
        Assert.That((directory.Read(4), directory.Read(4).WithoutLight), Is.EqualTo((s_entry.WithLight, s_entry)));
        directory.ForbidLight(4, new DirectoryEntry(7, 2));
        directory.ForbidLight(long.MaxValue >> 12, s_entry);
        Assert.That(directory.Read(4).AllowsLight, "another life's, or another window's");
        directory.ForbidLight(4, s_entry);
        Assert.That(directory.Read(4), Is.EqualTo(s_entry));
    }

    [TestCase(1, 5_000)]
    [TestCase(1, 0)]
    [TestCase(4_194_304, 4_194_303)]
    [TestCase(100, 1_000_000)]
    public void It_grows_with_its_file(long windows, long window)
    {
        WindowDirectory directory = new(windows);
        directory.Reserve(0);
        Assert.That(directory.TryPublish(0, s_entry));

        directory.Reserve(window);
        directory.TryPublish(window, s_entry);

        Assert.That(directory.Windows(), Is.EqualTo(window == 0 ? (long[])[0] : [0, window]));
    }

    [Test]
    public void A_full_directory_costs_hardly_more_than_its_entries()
    {
        const long Windows = 1024 * 1024;
        WindowDirectory directory = new(Windows);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long window = 0; window < Windows; window++)
        {
            directory.Reserve(window);
        }

        double each = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Windows;
        TestContext.Out.WriteLine($"{each:F2} bytes a window");
        Assert.That(each, Is.InRange(8, 9));
    }

    // A tebibyte, of 256 KiB and of 4 KiB.
    [TestCase(4 * 1024 * 1024, 700)]
    [TestCase(256 * 1024 * 1024, 2000)]
    public void A_huge_file_costs_what_is_touched(long windows, int most)
    {
        const int Touched = 30_000;
        const int Seed = 1;
        Random random = new(Seed);
        HashSet<long> touched = [.. Enumerable.Range(0, Touched).Select(_ => random.NextInt64(windows))];
        long before = GC.GetAllocatedBytesForCurrentThread();
        WindowDirectory directory = new(windows);
        long empty = GC.GetAllocatedBytesForCurrentThread() - before;
        directory.Reserve(windows - 1);
        long last = GC.GetAllocatedBytesForCurrentThread() - before;
        foreach (long window in touched)
        {
            directory.Reserve(window);
            directory.TryPublish(window, s_entry);
        }

        long each = (GC.GetAllocatedBytesForCurrentThread() - before - last) / touched.Count;
        TestContext.Out.WriteLine($"{empty:N0} bytes empty, {last:N0} with the last window, {each:N0} for each of {touched.Count:N0} more, seed {Seed}");
        Assert.That(empty, Is.LessThan(300_000));
        Assert.That(last, Is.LessThan(empty + 100_000));
        Assert.That(each, Is.LessThan(most));
        Assert.That(directory.Windows(), Is.EquivalentTo(touched));
    }

    [Test]
    public void Too_far_is_refused_with_a_remedy() =>
        Assert.That(() => new WindowDirectory(1).Reserve(long.MaxValue >> 12), Throws.TypeOf<NotSupportedException>().With.Message.Contains("WindowSize"));

    [Test]
    public void Growing_loses_no_entry_of_those_who_publish_meanwhile()
    {
        const int PerThread = 20_000;
        const int Threads = 4;
        WindowDirectory directory = new(1);

        Parallel.For(0, Threads, thread =>
        {
            for (long i = 0; i < PerThread; i++)
            {
                long window = (i * Threads) + thread;
                directory.Reserve(window);
                if (!directory.TryPublish(window, new DirectoryEntry(thread, (ulong)i + 1)))
                {
                    throw new InvalidOperationException($"window {window} was published twice");
                }
            }
        });

        Assert.That(directory.Windows().LongCount(), Is.EqualTo(PerThread * Threads));
        for (long window = 0; window < PerThread * Threads; window++)
        {
            Assert.That(directory.Read(window), Is.EqualTo(new DirectoryEntry((int)(window % Threads), (ulong)(window / Threads) + 1)));
        }
    }
}
