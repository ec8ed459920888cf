using MappingCache.Micro.Accesses;

namespace MappingCache.Micro.Races;

/// <summary>
/// Windows that are never mapped when they are wanted: few slots, many windows, visited in turn, so that each acquire
/// evicts a window and maps another over it. The file's pages stay in memory throughout. Floor: the two calls of the
/// system that this takes, over slots of a range reserved once.
/// </summary>
internal sealed class MissRace : Race
{
    public const string Remap = "remap";

    private const int Slots = 16;

    // CLOCK keeps a window for two rounds of its hand at most: 32 misses, fewer than pass before it is wanted again.
    private const int Windows = 64;

    // Consecutive windows in consecutive slots would merge into one map area, which no real walk does; and splitting
    // it again costs. Odd, so that the walk comes to every window.
    private const int Stride = 7;

    private MissRace(WindowCache cache, MappedFile file, string path, int windowShift)
        : base(cache, file)
    {
        int[] order = [.. Enumerable.Range(0, Windows).Select(static i => i * Stride % Windows)];
        Add(new Contender(HitRace.Floor, new RemapFloorAccess(path, Slots, 1 << windowShift), order));
        Add(new Contender(Remap, new SharedAccess(file, windowShift), order));

        // Fills the slots, on both sides, and brings every page in.
        foreach (Contender contender in Contenders)
        {
            contender.Access.Run(order, 0, Windows);
        }

        Begin();
    }

    /// <summary>Fills the slots of a cache with windows of this size.</summary>
    public static MissRace Create(int windowShift, EvictionKind eviction)
    {
        using ScratchFile scratch = ScratchFile.Written((long)Windows << windowShift);
        WindowCache cache = WindowCache.Create(
            new WindowCacheOptions { WindowSize = 1 << windowShift, SlotCount = Slots, InitialSlots = Slots, Eviction = eviction });
        return new MissRace(cache, cache.Open(scratch.Path), scratch.Path, windowShift);
    }

    protected override bool IsExpected(long hits, long misses, long operations) => hits == 0 && misses == operations;
}
