using MappingCache.Micro.Accesses;

namespace MappingCache.Micro.Races;

/// <summary>Windows that are all mapped, in caches that look at their file never, once a second, and before every window.</summary>
internal sealed class RevalidationRace : Race
{
    public const string Never = "never";
    public const string EverySecond = "every-second";
    public const string Always = "always";

    private const int WindowShift = 16;

    private RevalidationRace(WindowCache cache, MappedFile file, string path, int windows)
        : base(cache, file)
    {
        int[][] orders = [[.. Enumerable.Range(0, 1 << 14).Select(step => step % windows)]];
        Add(new Contender(HitRace.Floor, new FloorAccess(windows), orders));
        Add(new Contender(Never, new SharedAccess(file, WindowShift), orders));
        Add(new Contender(EverySecond, new RevalidatedAccess(path, WindowShift, windows, Revalidation.EverySecond), orders));
        Add(new Contender(Always, new RevalidatedAccess(path, WindowShift, windows, Revalidation.Always), orders));
        Pairs = [(EverySecond, Never), (Always, Never)];
        for (int window = 0; window < windows; window++)
        {
            file.Acquire((long)window << WindowShift).Dispose();
        }

        Begin();
    }

    /// <summary>Maps windows of 64 KiB, three times.</summary>
    public static RevalidationRace Create(int windows)
    {
        using ScratchFile scratch = ScratchFile.Sparse((long)windows << WindowShift);
        WindowCache cache = WindowCache.Create(
            new WindowCacheOptions { WindowSize = 1 << WindowShift, SlotCount = windows, InitialSlots = windows, Revalidation = Revalidation.Never });
        return new RevalidationRace(cache, cache.Open(scratch.Path), scratch.Path, windows);
    }

    protected override bool IsExpected(long hits, long misses, long operations) => misses == 0 && hits == operations;
}
