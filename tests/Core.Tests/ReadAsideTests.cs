using System.Buffers;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>Windows for which no map area is left, by refusals at the seam.</summary>
public sealed class ReadAsideTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public async Task Out_of_map_areas_a_window_is_read_aside_and_freed_with_its_lease([Values] bool copied, [Values(1, 2, 3)] int slots, [Values] EvictionKind eviction)
    {
        using TestCache test = TestCache.Create(slots, eviction: eviction, copy: copied ? CopyMode.Always : CopyMode.WhenNeeded);
        using MappedFile file = test.OpenNew(1, 2);
        RefuseAll(test);
        using (WindowLease lease = await file.AcquireAsync(Size + 5))
        {
            Assert.That(FileContent.Matches(lease.Span, 1, Size + 5) && lease.Length == Size - 5);
            using (Window window = file.Acquire(Size))
            {
                Assert.That(FileContent.Matches(window.Span, 1, Size) && window.Length == Size);
                Assert.That(file.TryAcquire(0, out Window third), "it takes no slot");
                third.Dispose();
                Assert.That(test.Engine.Loose.Count, Is.EqualTo(2));
                Assert.That(test.Cache.Audit(), Has.Some.Contains("still held"));
            }

            MemoryHandle pin = lease.Memory.Pin();
            lease.Dispose();
            Assert.That(test.Engine.Loose.Count, Is.EqualTo(1), "the memory handle holds it");
            pin.Dispose();
        }

        Assert.That(test.Engine.Loose.Count, Is.Zero);
        Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.Copies)).EqualTo(3).And.Property(nameof(CacheStatistics.Failures)).EqualTo(3));
        (test.Probe.BeforeMap, test.Probe.BeforeCopy) = (null, null);
        TestCache.Touch(file, 0, 1);
        Assert.That(test.Engine.Loose.Count, Is.Zero, "with areas again, slots are used again");
    }

    [Test]
    public void A_file_that_never_stands_still_is_read_aside_so_often_and_then_given_out_as_changed()
    {
        using TestCache test = TestCache.Create(1);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, Size);
        using MappedFile file = test.Cache.Open("a");
        RefuseAll(test);
        int readings = 0;
        test.Probe.AfterRead = () =>
        {
            readings++;
            facts.SetLength(Size);
        };
        using Window window = file.Acquire(0);
        Assert.That((window.Length, window.IsValid, readings), Is.EqualTo((Size, false, FileEntry.MostReadings)));
        Assert.That(window.TryCopyTo(new byte[Size]), Is.False);
        try
        {
            window.ThrowIfChanged();
            Assert.Fail("it is no version's");
        }
        catch (FileChangedException)
        {
        }
    }

    [Test]
    public void All_who_followed_a_mapping_that_found_no_area_read_the_window_for_themselves()
    {
        const int Threads = 4;
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        test.Probe.BeforeMap = (_, _) =>
        {
            MappingTests.UntilPinned(test, Threads);
            test.Probe.BeforeMap = static (_, _) => new OsError(OsErrorKind.OutOfMemory, 12);
            return new OsError(OsErrorKind.OutOfMemory, 12);
        };
        List<TestThread> threads = [.. Enumerable.Range(0, Threads).Select(_ => TestThread.Start(() => TestCache.Touch(file, 0)))];
        threads.ForEach(static thread => thread.Join());

        Assert.That(test.Statistics.Copies, Is.EqualTo(Threads));
    }

    [Test]
    public void Out_of_map_areas_without_copies_is_an_error_that_names_the_limit()
    {
        using TestCache test = TestCache.Create(1, copy: CopyMode.Never);
        using MappedFile file = test.OpenNew(1, 1);
        RefuseAll(test);

        Assert.That(() => { using Window window = file.Acquire(0); }, Throws.TypeOf<MappingException>().With.Message.Contains("vm.max_map_count"));
    }

    [Test]
    public void A_lease_of_a_window_that_was_read_aside_may_outlive_its_cache()
    {
        TestCache test = TestCache.Create(1);
        MappedFile file = test.OpenNew(1, 1);
        RefuseAll(test);
        WindowLease lease = file.AcquireAsync(0).AsTask().GetAwaiter().GetResult();
        file.Dispose();
        test.Cache.Dispose();
        Assert.That(FileContent.Matches(lease.Span, 1, 0));
        lease.Dispose();

        Assert.That(test.Engine.Loose.Count, Is.Zero);
        Assert.That(test.Memory.IsDisposed);
    }

    [TestCase(0, 50, WindowSource.Measured)]
    [TestCase(Size, Size, WindowSource.Copied)]
    public void A_file_that_is_opened_when_no_area_is_left_for_the_trial_is_copied(int stated, int real, object source)
    {
        using TestCache test = TestCache.Create(1);
        test.Memory.Add("a", 1, stated).HiddenLength = real;
        test.Probe.BeforePrepare = () => new OsError(OsErrorKind.OutOfMemory, 12);
        using MappedFile file = test.Cache.Open("a");

        Assert.That((file.Length, test.Engine.Files.ToArray().Single().Source), Is.EqualTo(((long)real, (WindowSource)source)));
        TestCache.Touch(file, 0);
    }

    private static void RefuseAll(TestCache test)
    {
        OsError none = new(OsErrorKind.OutOfMemory, 12);
        (test.Probe.BeforeMap, test.Probe.BeforeCopy) = ((_, _) => none, (_, _) => none);
    }
}
