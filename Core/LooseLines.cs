using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace MappingCache;

/// <summary>
/// Slots' lines outside the slot table, each for one lease over something that is no slot's, or a slot's and more: a
/// lease looks at its line only to give its pin back, so it need not know. A line is born with that one pin, in a phase
/// other than Ready, so its release takes the slow path, where it is told from the table's. Thread-safe.
/// </summary>
internal sealed unsafe class LooseLines
{
    private readonly ConcurrentDictionary<nint, Line> _lines = new();
    private int _held;

    ~LooseLines()
    {
        foreach (nint line in _lines.Keys)
        {
            // SAFETY: no lease refers to the cache any more, so nobody gives a pin of this line back.
            NativeMemory.AlignedFree((Slot*)line);
        }
    }

    /// <summary>Lines whose lease is still held.</summary>
    public int Count => Volatile.Read(ref _held);

    /// <summary>Makes a line with one pin, which ends with it.</summary>
    /// <param name="onRelease">Runs when the pin is given back, on the thread that does so.</param>
    public Slot* Add(Action onRelease) => Add(onRelease, isKept: false);

    /// <summary>Makes a line with one pin that stays when the pin is given back, to be told when it is given back again.</summary>
    /// <param name="onRelease">Runs whenever a pin is given back, on the thread that does so.</param>
    public Slot* AddKept(Action onRelease) => Add(onRelease, isKept: true);

    /// <summary>A pin was given back.</summary>
    public void Release(Slot* slot)
    {
        if (!_lines.TryGetValue((nint)slot, out Line? line))
        {
            return;
        }

        if (line.IsKept)
        {
            slot->BeginLoose();
        }
        else if (_lines.TryRemove((nint)slot, out _))
        {
            // SAFETY: the pin was the only one, and the line is out of the registry: nobody refers to it any more.
            NativeMemory.AlignedFree(slot);
        }

        if (!line.WasReleased)
        {
            line.WasReleased = true;
            Interlocked.Decrement(ref _held);
        }

        line.OnRelease();
    }

    private Slot* Add(Action onRelease, bool isKept)
    {
        // SAFETY: a line of its own, as those of the table are; freed once, by the release of its only pin, or with this
        // object if it is kept.
        Slot* slot = (Slot*)NativeMemory.AlignedAlloc((nuint)sizeof(Slot), (nuint)sizeof(Slot));
        *slot = default;
        slot->BeginLoose();
        try
        {
            _lines[(nint)slot] = new Line(onRelease, isKept);
        }
        catch
        {
            NativeMemory.AlignedFree(slot);
            throw;
        }

        Interlocked.Increment(ref _held);
        return slot;
    }

    private sealed class Line(Action onRelease, bool isKept)
    {
        public Action OnRelease => onRelease;

        public bool IsKept => isKept;

        public bool WasReleased { get; set; }
    }
}
