using System.Globalization;
using System.IO.MemoryMappedFiles;
using MappingCache.Harness.Data;
using MappingCache.Harness.Parts;

namespace MappingCache.Harness.Memory;

/// <summary>What slots, windows and files take, counted: of the collector's heap everywhere, of the process and of the kernel on Linux.</summary>
internal sealed class MemoryPart : IPart
{
    private const string Cache = PartNames.Own;
    private const string View = "view";
    private const int FewSlots = 1000;
    private const long SparseLength = 1L << 40;
    private const int Step = 3;

    // What Windows maps at least is more, and a file of holes takes its room there.
    private static readonly int s_windowSize = OperatingSystem.IsLinux() ? 4 << 10 : 64 << 10;
    private static readonly int s_slots = OperatingSystem.IsLinux() ? 30_000 : 4000;

    public string Name => PartNames.Memory;

    public string Description => "Counts what a slot, a window and a file take, with 30,000 slots.";

    public string? Refusal() => null;

    public void Measure(PartLog log, bool quick)
    {
        using ScratchFolder folder = new();
        Add(log, "a slot, without its line of 64 bytes", Cache, (double)(AllocatedByCache(s_slots) - AllocatedByCache(FewSlots)) / (s_slots - FewSlots));
        int files = quick ? 2000 : 10_000;
        if (log.Begins("a known file"))
        {
            MeasureFiles(log, folder, files);
        }

        if (log.Begins("windows"))
        {
            // Every third window of a file three times as long: neighbours in slots are none in the file, and their areas do not merge.
            MeasureWindows(log, folder.Sparse("dense", (long)s_slots * Step * s_windowSize), "a window of a dense file", static window => (long)window * Step * s_windowSize, dense: true);
        }

        if (!OperatingSystem.IsLinux())
        {
            log.Note("Sparse files, page tables, map areas and the process's memory are left out: they are asked of Linux.");
        }
        else if (log.Begins("a window of a sparse file"))
        {
            Random random = new(Seed: 1);
            long[] places = [.. Enumerable.Range(0, s_slots).Select(_ => random.NextInt64(SparseLength / s_windowSize) * s_windowSize)];
            MeasureWindows(log, folder.Sparse("sparse", SparseLength), "a window of a tebibyte", window => places[window], dense: false);
        }

        if (log.Begins("a view"))
        {
            MeasureViews(log, folder.Sparse("views", (long)FewSlots * s_windowSize));
        }
    }

    private static void MeasureFiles(PartLog log, ScratchFolder folder, int files)
    {
        string[] paths = [.. Enumerable.Range(0, files).Select(number => folder.Sparse(number.ToString("D6", CultureInfo.InvariantCulture), 1))];
        using WindowCache cache = Create(FewSlots);
        long before = Managed();
        MappedFile[] open = [.. paths.Select(path => cache.Open(path))];
        Add(log, "a known file", Cache, (double)(Managed() - before) / files);
        Array.ForEach(open, static file => file.Dispose());
    }

    private static void MeasureWindows(PartLog log, string path, string @case, Func<int, long> place, bool dense)
    {
        using WindowCache cache = Create(s_slots);
        using MappedFile file = cache.Open(path);
        Touch(file, place(0));
        bool asksSystem = dense && OperatingSystem.IsLinux();
        (long managed, long own, long tables, int areas) = (Managed(), Ask("RssAnon"), Ask("VmPTE"), asksSystem ? ProcessStatus.Areas() : 0);
        for (int window = 0; window < s_slots; window++)
        {
            Touch(file, place(window));
        }

        Add(log, @case, Cache, (double)(Managed() - managed) / s_slots);
        if (asksSystem)
        {
            Add(log, "a window and its slot, of the process's own", Cache, (double)(Ask("RssAnon") - own) / s_slots, Quantities.Resident);
            Add(log, "a window's page table", Cache, (double)(Ask("VmPTE") - tables) / s_slots);
            Add(log, "map areas a window", Cache, (double)(ProcessStatus.Areas() - areas) / s_slots, Quantities.Areas);
        }

        long Ask(string line) => asksSystem ? ProcessStatus.Bytes(line) : 0;
    }

    private static void MeasureViews(PartLog log, string path)
    {
        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.Read);
        long before = Managed();
        MemoryMappedViewAccessor[] views = [.. Enumerable.Range(0, FewSlots).Select(window => map.CreateViewAccessor((long)window * s_windowSize, s_windowSize, MemoryMappedFileAccess.Read))];
        Add(log, "a window of a dense file", View, (double)(Managed() - before) / FewSlots);
        Array.ForEach(views, static view => view.Dispose());
    }

    private static void Touch(MappedFile file, long offset)
    {
        using Window window = file.Acquire(offset);
    }

    private static WindowCache Create(int slots) =>
        WindowCache.Create(new WindowCacheOptions { WindowSize = s_windowSize, SlotCount = slots, MaxSlots = slots, InitialSlots = slots });

    private static long Managed() => GC.GetTotalMemory(forceFullCollection: true);

    private static long AllocatedByCache(int slots)
    {
        Create(slots).Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Create(slots).Dispose();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Add(PartLog log, string @case, string contestant, double each, string quantity = Quantities.Memory) =>
        log.Add(new Figure(quantity == Quantities.Areas ? "Map areas" : "What one takes", @case, At: null, Unit: null, Threads: 1, contestant, quantity, Reference: null, [Math.Round(each, 1)]));
}
