using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace MappingCache;

/// <summary>
/// Slots' lines outside the slot table, each for one lease over something that is no slot's: a lease looks at its line
/// only to give its pin back, so it need not know. A line is born with that one pin, in a phase other than Ready, so
/// its release takes the slow path, where it is told from the table's. Thread-safe.
/// </summary>
internal sealed unsafe class LooseLines
{
    private readonly ConcurrentDictionary<nint, Action> _onRelease = new();

    /// <summary>Lines whose lease is still held.</summary>
    public int Count => _onRelease.Count;

    /// <summary>Makes a line with one pin.</summary>
    /// <param name="onRelease">Runs when the pin is given back, on the thread that does so.</param>
    public Slot* Add(Action onRelease)
    {
        // SAFETY: a line of its own, as those of the table are; freed once, by the release of its only pin.
        Slot* line = (Slot*)NativeMemory.AlignedAlloc((nuint)sizeof(Slot), (nuint)sizeof(Slot));
        *line = default;
        line->BeginLoose();
        _onRelease[(nint)line] = onRelease;
        return line;
    }

    /// <summary>Ends a line whose pin was given back.</summary>
    public void Remove(Slot* line)
    {
        if (_onRelease.TryRemove((nint)line, out Action? onRelease))
        {
            // SAFETY: the pin was the only one, and the line is out of the registry: nobody refers to it any more.
            NativeMemory.AlignedFree(line);
            onRelease();
        }
    }
}
