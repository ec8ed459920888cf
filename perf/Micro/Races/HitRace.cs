using MappingCache.Micro.Accesses;

namespace MappingCache.Micro.Races;

/// <summary>Windows that are all mapped, got at in every way that the cache has, and in those that it has to stand beside.</summary>
internal sealed class HitRace : Race
{
    public const string Floor = "floor";
    public const string Shared = "shared";
    public const string Light = "light";
    public const string LightReader = "light-reader";
    public const string LightAlone = "light-alone";
    public const string Dictionary = "dictionary";

    private const int WindowShift = 16;

    // Indexes in an order, at least: many more than a branch predictor remembers.
    private const int MinOrder = 1 << 14;

    private readonly FileView _view;

    private HitRace(WindowCache cache, MappedFile file, string path, int windows, Sharing sharing)
        : base(cache, file)
    {
        _view = new FileView(path, WindowShift);
        int[][] orders = sharing switch
        {
            Sharing.Same => [Order(0, windows, seed: 1), Order(0, windows, seed: 2)],
            Sharing.Apart => [Order(0, windows / 2, seed: 1), Order(windows / 2, windows / 2, seed: 2)],
            _ => [Order(0, windows, seed: 1)],
        };

        LightAccess light = new(file, WindowShift);
        Add(new Contender(Floor, new FloorAccess(windows), orders));
        Add(new Contender(Shared, new SharedAccess(file, WindowShift), orders));
        Add(new Contender(Light, light, orders));
        if (sharing == Sharing.Same)
        {
            // What it would take if the other thread were not there.
            Add(new Contender(LightAlone, light, orders[0]));
        }

        Add(new Contender(LightReader, new LightReaderAccess(file, WindowShift), orders));
        Add(new Contender(Dictionary, new DictionaryAccess(_view, windows), orders));
        Add(new Contender("async", new AsyncAccess(file, WindowShift), orders));
        Add(new Contender("memory", new MemoryAccess(file, WindowShift), orders));
        Add(new Contender("locked-lru", new LockedLruAccess(_view, windows), orders));
        Add(new Contender("view", new ViewAccess(_view), orders));
        Add(new Contender("read-4k", new ReadAccess(path, WindowShift, 4 << 10), orders));
        Add(new Contender("read-64k", new ReadAccess(path, WindowShift, 64 << 10), orders));
        Pairs = sharing == Sharing.Same ? [(Light, LightAlone), (Dictionary, Light)] : [(Dictionary, Light)];
        for (int window = 0; window < windows; window++)
        {
            file.Acquire((long)window << WindowShift).Dispose();
        }

        Begin();
    }

    /// <summary>Maps windows of 64 KiB, to be visited at random; with one window, or one for each thread, they are hot.</summary>
    /// <exception cref="ArgumentException">The machine does not allow so many, or has one processor for two threads.</exception>
    public static HitRace Create(int windows, Sharing sharing)
    {
        if (sharing != Sharing.Alone && Environment.ProcessorCount < 2)
        {
            throw new ArgumentException("Two threads need two processors, and this process may use one.", nameof(sharing));
        }

        int all = sharing == Sharing.Apart ? Math.Max(windows, 2) : windows;
        using ScratchFile scratch = ScratchFile.Sparse((long)all << WindowShift);
        WindowCache cache = WindowCache.Create(
            new WindowCacheOptions { WindowSize = 1 << WindowShift, SlotCount = all, InitialSlots = all });
        return new HitRace(cache, cache.Open(scratch.Path), scratch.Path, all, sharing);
    }

    public override void Dispose()
    {
        base.Dispose();
        _view.Dispose();
    }

    protected override bool IsExpected(long hits, long misses, long operations) => misses == 0 && hits == operations;

    // All windows at random, then all of them in another order, and so on: twice at least, so that each is visited. The
    // same in every run and every process.
    private static int[] Order(int first, int count, int seed)
    {
        Random random = new(seed);
        int[] windows = [.. Enumerable.Range(first, count)];
        List<int> order = [];
        while (order.Count < Math.Max(MinOrder, 2 * count))
        {
            random.Shuffle(windows);
            order.AddRange(windows);
        }

        return [.. order];
    }
}
