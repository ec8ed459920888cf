using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>30,000 slots, 100,000 known files and a tebibyte of sparse ones: what each costs, counted, and that no request's work grows with how many there are of the others.</summary>
[LinuxOnly("a tebibyte of sparse files")]
[NonParallelizable]
public sealed class ScaleTests
{
    private const int WindowSize = 4096;
    private const int Slots = 30_000;
    private const int FewSlots = 1000;
    private const int KnownFiles = 100_000;
    private const int FewFiles = 1000;
    private const int MaxDescriptors = 1000;

    private TinyFiles _tiny = null!;
    private SparseFiles _sparse = null!;

    [OneTimeSetUp]
    public void MakeFiles()
    {
        _tiny = new TinyFiles(KnownFiles);
        _sparse = new SparseFiles(windows: Slots, WindowSize);
    }

    [OneTimeTearDown]
    public void DeleteFiles()
    {
        _sparse?.Dispose();
        _tiny?.Dispose();
    }

    // SAFETY: nothing is asked of a slot but its size.
    [Test]
    public unsafe void What_a_slot_costs_is_bounded([Values] EvictionKind eviction)
    {
        // The line is in native memory.
        double each = sizeof(Slot) + ((double)(AllocatedByCache(Slots, eviction) - AllocatedByCache(FewSlots, eviction)) / (Slots - FewSlots));
        TestContext.Out.WriteLine($"{each:F1} bytes a slot");
        Assert.That(each, Is.LessThan(100));
    }

    [Test]
    public void All_of_it_is_readable_and_each_part_costs_what_is_stated()
    {
        using WindowCache cache = Create(Slots);
        long before = Managed();
        MappedFile[] known = new MappedFile[KnownFiles];
        Open(cache, known);
        double file = (double)(Managed() - before) / KnownFiles;

        MappedFile[] sparse = [.. Enumerable.Range(0, SparseFiles.Count).Select(i => cache.Open(_sparse.PathOf(i)))];
        before = Managed();
        ReadAll(sparse);
        double window = (double)(Managed() - before) / Slots;
        TestContext.Out.WriteLine($"seed {SparseFiles.Seed}: {file:F0} bytes an open file, path included; {window:F0} bytes a touched window of {SparseFiles.Bytes >> 40} TiB");

        // Each has a slot, so that they are hits now.
        ReadAll(sparse);
        Assert.That(cache.GetStatistics(), Has.Property(nameof(CacheStatistics.Misses)).EqualTo(Slots).And.Property(nameof(CacheStatistics.Files)).EqualTo(KnownFiles + SparseFiles.Count));
        Assert.That(cache.GetStatistics().Descriptors, Is.LessThanOrEqualTo(MaxDescriptors));
        for (int i = 0; i < KnownFiles; i += TinyFiles.Step)
        {
            using Window held = known[i].Acquire(0);
            Assert.That(held.Span.SequenceEqual(TinyFiles.BytesOf(i)), $"file {i}");
        }

        Assert.That(cache.Audit(), Is.Empty);
        Assert.That(file, Is.LessThan(1200));
        Assert.That(window, Is.LessThan(2500));
        Array.ForEach(known, static handle => handle.Dispose());
        Array.ForEach(sparse, static handle => handle.Dispose());
    }

    [Test]
    public void What_a_request_allocates_does_not_grow_with_slots_and_files()
    {
        RequestCosts few = Costs(FewSlots, FewFiles);
        RequestCosts many = Costs(Slots, KnownFiles);
        TestContext.Out.WriteLine($"{FewSlots:N0} slots, {FewFiles:N0} files: {few}\n{Slots:N0} slots, {KnownFiles:N0} files: {many}");
        Assert.That(many.Exceeds(few, slack: 64), Is.Empty);
    }

    [Test]
    public void No_request_goes_through_all_slots()
    {
        const int Times = 3;
        using WindowCache cache = Create(Slots);
        MappedFile[] known = new MappedFile[FewFiles];
        Open(cache, known);
        MappedFile[] sparse = [.. Enumerable.Range(0, SparseFiles.Count).Select(i => cache.Open(_sparse.PathOf(i)))];
        ReadAll(sparse);
        cache.Invalidate(sparse[0]);
        long[] offsets = _sparse.OffsetsOf(0).ToArray();
        nint lines = AddressOfLines(cache);

        // The kernel may take marks of its own off pages meanwhile, when it watches what is used.
        int all = Enumerable.Range(0, Times).Max(_ => TouchedPages.Of(lines, () => Assert.That(cache.Audit(), Is.Empty)));
        (string Name, Action<int> Request)[] requests =
        [
            ("miss", time => Touch(sparse[0], offsets[time])),
            ("hit", time => Touch(sparse[0], offsets[time])),
            ("open", time => known[time] = cache.Open(_tiny.PathOf(time))),
            ("close", time => known[time].Dispose()),
            ("invalidate", time => cache.Invalidate(known[Times + time])),
            ("invalidate by path", time => cache.Invalidate(_tiny.PathOf((2 * Times) + time))),
            ("release by path", time => cache.Release(_tiny.PathOf((3 * Times) + time))),
        ];

        // What others come by meanwhile is not there every time; who goes through all slots does it every time.
        int[] touched =
        [
            .. requests.Select(request => Enumerable.Range(0, Times).Min(time => TouchedPages.Of(lines, () => request.Request(time)))),
        ];
        TestContext.Out.WriteLine($"all slots: {all} pages of lines; {string.Join(", ", requests.Zip(touched, static (request, pages) => $"{request.Name}: {pages}"))}");
        Assert.That(all, Is.GreaterThanOrEqualTo(LinesInPages), "the count sees who does go through all slots");
        Assert.That(touched, Has.All.LessThan(FewPages));
        Array.ForEach(known, static handle => handle.Dispose());
        Array.ForEach(sparse, static handle => handle.Dispose());
    }

    // Catches: a last release that looks at every slot to find out whether it was the last of all.
    [Test]
    public async Task Nor_does_a_lease_that_comes_back_to_a_closed_cache()
    {
        const int Step = 100;
        const int LateLeases = 6;
        WindowCache cache = Create(Slots);
        MappedFile[] sparse = [.. Enumerable.Range(0, SparseFiles.Count).Select(i => cache.Open(_sparse.PathOf(i)))];
        List<WindowLease> leases = [];
        for (int i = 0; i < Slots; i++)
        {
            int file = i % SparseFiles.Count;
            WindowLease lease = await sparse[file].AcquireAsync(_sparse.OffsetsOf(file)[i / SparseFiles.Count]);
            if (i % Step == 0)
            {
                leases.Add(lease);
            }
            else
            {
                lease.Dispose();
            }
        }

        nint lines = AddressOfLines(cache);
        Array.ForEach(sparse, static handle => handle.Dispose());
        Task closed = cache.DisposeAsync().AsTask();
        leases[..^LateLeases].ForEach(static lease => lease.Dispose());

        // What others come by meanwhile is not there every time; who goes through all slots does it every time.
        int touched = leases[^LateLeases..^1].Min(lease => TouchedPages.Of(lines, lease.Dispose));
        bool wasClosed = closed.IsCompleted;
        leases[^1].Dispose();
        await closed;
        GC.KeepAlive(cache);
        TestContext.Out.WriteLine($"{touched} pages of lines");
        Assert.That(wasClosed, Is.False, "the last lease was still held");
        Assert.That(touched, Is.LessThan(FewPages));
    }

    // What lies beside the lines in their area, others come by meanwhile: far less than who goes through all of them.
    private static int FewPages => LinesInPages / 2;

    private static unsafe int LinesInPages => Slots * sizeof(Slot) / Environment.SystemPageSize;

    // SAFETY: slot 0 is there.
    private static unsafe nint AddressOfLines(WindowCache cache) => (nint)cache.Engine.Slots[0];

    private static void Touch(MappedFile file, long offset)
    {
        using Window window = file.Acquire(offset);
        Assert.That(SparseFiles.IsMark(window.Span, offset));
    }

    private RequestCosts Costs(int slots, int files)
    {
        using WindowCache cache = Create(slots);
        MappedFile[] known = new MappedFile[files];
        Open(cache, known);
        using MappedFile sparse = cache.Open(_sparse.PathOf(0));
        RequestCosts costs = RequestCosts.Of(cache, known, sparse, _tiny.PathOf, _sparse.OffsetsOf(0));
        Assert.That(cache.Audit(), Is.Empty);
        Array.ForEach(known, static handle => handle.Dispose());
        return costs;
    }

    private static WindowCache Create(int slots, EvictionKind eviction = EvictionKind.Clock) =>
        WindowCache.Create(new WindowCacheOptions { WindowSize = WindowSize, SlotCount = slots, MaxSlots = slots, MaxDescriptors = MaxDescriptors, Eviction = eviction });

    private void Open(WindowCache cache, MappedFile[] files)
    {
        for (int i = 0; i < files.Length; i++)
        {
            files[i] = cache.Open(_tiny.PathOf(i));
        }
    }

    private void ReadAll(MappedFile[] files)
    {
        for (int i = 0; i < files.Length; i++)
        {
            foreach (long offset in _sparse.OffsetsOf(i))
            {
                using Window window = files[i].Acquire(offset);
                if (!SparseFiles.IsMark(window.Span, offset))
                {
                    Assert.Fail($"file {i} does not hold at {offset} what it should");
                }
            }
        }
    }

    private static long Managed() => GC.GetTotalMemory(forceFullCollection: true);

    private static long AllocatedByCache(int slots, EvictionKind eviction)
    {
        Create(slots, eviction).Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Create(slots, eviction).Dispose();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
