using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MappingCache.Micro.Accesses;

/// <summary>
/// The floor of a hit: an atomic increment and decrement on a 64-byte line of native memory, one line a window, which
/// is the least that any pin costs that other threads can see.
/// </summary>
internal sealed unsafe class FloorAccess : Access
{
    private const int LineShift = 6;

    private readonly int _windows;
    private readonly byte* _lines;

    /// <summary>Makes the lines of that many windows.</summary>
    public FloorAccess(int windows)
    {
        _windows = windows;

        // SAFETY: one line for each window; freed by Dispose.
        nuint bytes = (nuint)windows << LineShift;
        _lines = (byte*)NativeMemory.AlignedAlloc(bytes, 1 << LineShift);
        NativeMemory.Clear(_lines, bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(int[] windows, int from, int end)
    {
        byte* lines = _lines;
        for (int i = from; i < end; i++)
        {
            ref long word = ref Word(lines, windows[i]);
            Interlocked.Increment(ref word);
            Interlocked.Decrement(ref word);
        }

        return 0;
    }

    public override string? Complaint()
    {
        for (int window = 0; window < _windows; window++)
        {
            if (Word(_lines, window) != 0)
            {
                return $"The floor left {Word(_lines, window)} pins on window {window}.";
            }
        }

        return null;
    }

    // SAFETY: nobody runs it any more.
    protected override void Free() => NativeMemory.AlignedFree(_lines);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref long Word(byte* lines, int window)
    {
        // SAFETY: windows are below the number of lines; a line is aligned and holds eight words.
        return ref *(long*)(lines + ((long)window << LineShift));
    }
}
