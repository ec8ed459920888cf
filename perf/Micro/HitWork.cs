using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MappingCache.Micro;

/// <summary>
/// Acquire and release of windows that are all mapped. Floor: an atomic increment and decrement on a 64-byte line of
/// native memory, one line a window, which is what any shared pin costs.
/// </summary>
internal sealed unsafe class HitWork : Work
{
    private const int WindowShift = 16;
    private const int LineShift = 6;

    // 64 KiB of indexes: many times more than a branch predictor remembers, and little enough to stay in the L2 cache.
    private const int IndexCount = 1 << 14;

    private readonly int[] _indexes = new int[IndexCount];
    private readonly byte* _lines;
    private int _oursAt;
    private int _floorAt;

    private HitWork(WindowCache cache, MappedFile file, int windows)
        : base(cache, file)
    {
        // The same windows in every run and every process.
        Random random = new(Seed: 1);
        for (int i = 0; i < IndexCount; i++)
        {
            _indexes[i] = random.Next(windows);
        }

        // SAFETY: one line for each index below the number of windows; freed by DisposeFloor.
        nuint bytes = (nuint)windows << LineShift;
        _lines = (byte*)NativeMemory.AlignedAlloc(bytes, 1 << LineShift);
        NativeMemory.Clear(_lines, bytes);
        for (int window = 0; window < windows; window++)
        {
            file.Acquire((long)window << WindowShift).Dispose();
        }

        Begin();
    }

    /// <summary>Maps that many windows of 64 KiB, to be visited at random; with one window, it is hot.</summary>
    public static HitWork Create(int windows)
    {
        using ScratchFile scratch = ScratchFile.Sparse((long)windows << WindowShift);
        WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = 1 << WindowShift, SlotCount = windows });
        return new HitWork(cache, cache.Open(scratch.Path), windows);
    }

    protected override void RunFloor(int operations)
    {
        int[] indexes = _indexes;
        byte* lines = _lines;
        int at = _floorAt;
        for (int end = at + operations; at != end; at++)
        {
            // SAFETY: indexes are below the number of lines; a line is aligned and holds eight words.
            ref long word = ref *(long*)(lines + ((long)indexes[at & (IndexCount - 1)] << LineShift));
            Interlocked.Increment(ref word);
            Interlocked.Decrement(ref word);
        }

        _floorAt = at;
    }

    protected override long RunOurs(int operations)
    {
        int[] indexes = _indexes;
        MappedFile file = File;
        long sink = 0;
        int at = _oursAt;
        for (int end = at + operations; at != end; at++)
        {
            using Window window = file.Acquire((long)indexes[at & (IndexCount - 1)] << WindowShift);
            ReadOnlySpan<byte> bytes = window.Span;

            // SAFETY: the address is only added up, never followed: reading the bytes is no part of a hit.
            sink += (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)) + bytes.Length;
        }

        _oursAt = at;
        return sink;
    }

    protected override bool IsExpected(long hits, long misses, long operations) => misses == 0 && hits == operations;

    protected override void DisposeFloor()
    {
        // SAFETY: nobody runs the floor any more.
        NativeMemory.AlignedFree(_lines);
    }
}
