using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MappingCache.Micro;

/// <summary>
/// Acquire and release of windows that are never mapped when they are wanted: few slots, many windows, visited in turn,
/// so that each acquire evicts a window and maps another over it. The file's pages stay in memory throughout. Floor:
/// the two calls of the system that this takes, over slots of a range reserved once.
/// </summary>
internal sealed unsafe class MissWork : Work
{
    private const int Slots = 16;

    // CLOCK keeps a window for two rounds of its hand at most: 32 misses, fewer than pass before it is wanted again.
    private const int Windows = 64;

    // Consecutive windows in consecutive slots would merge into one map area, which no real walk does; and splitting
    // it again costs. Odd, so that the walk comes to every window.
    private const int Stride = 7;

    private readonly RemapFloor _floor;
    private readonly int _windowSize;
    private uint _oursAt;
    private uint _floorAt;

    private MissWork(WindowCache cache, MappedFile file, RemapFloor floor)
        : base(cache, file)
    {
        _floor = floor;
        _windowSize = cache.WindowSize;

        // Fills the slots, on both sides, and brings every page in.
        RunOurs(Windows);
        RunFloor(Windows);
        Begin();
    }

    /// <summary>Fills the slots of a cache with windows of this size.</summary>
    public static MissWork Create(int windowSize, EvictionKind eviction)
    {
        using ScratchFile scratch = ScratchFile.Written((long)Windows * windowSize);
        WindowCache cache = WindowCache.Create(
            new WindowCacheOptions { WindowSize = windowSize, SlotCount = Slots, InitialSlots = Slots, Eviction = eviction });
        return new MissWork(cache, cache.Open(scratch.Path), new RemapFloor(scratch.Path, Slots, windowSize));
    }

    protected override void RunFloor(int operations)
    {
        uint at = _floorAt;
        for (uint end = at + (uint)operations; at != end; at++)
        {
            _floor.Remap((int)(at % Slots), OffsetOf(at));
        }

        _floorAt = at;
    }

    protected override long RunOurs(int operations)
    {
        MappedFile file = File;
        long sink = 0;
        uint at = _oursAt;
        for (uint end = at + (uint)operations; at != end; at++)
        {
            using Window window = file.Acquire(OffsetOf(at));
            ReadOnlySpan<byte> bytes = window.Span;

            // SAFETY: the address is only added up, never followed; the floor reads nothing either.
            sink += (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)) + bytes.Length;
        }

        _oursAt = at;
        return sink;
    }

    protected override bool IsExpected(long hits, long misses, long operations) => hits == 0 && misses == operations;

    protected override void DisposeFloor() => _floor.Dispose();

    private long OffsetOf(uint at) => (long)(at * Stride % Windows) * _windowSize;
}
