namespace MappingCache;

/// <summary>Where it is noted that pages of a slot's mapping could not be had and were replaced by zeros: native memory of the cache's, written by whoever handles the fault, in any thread that reads a window.</summary>
internal readonly unsafe struct FaultNotes(Slot* lines, int* attention, ulong* lightKey)
{
    /// <summary>The slots' lines: <see cref="Slot.Poison"/> says what is written to the one at fault.</summary>
    public readonly Slot* Lines = lines;

    /// <summary>Gets <see cref="CacheSignals.Poison"/>, once the slot is marked: the next release looks for slots at fault.</summary>
    public readonly int* Attention = attention;

    /// <summary>Then becomes <see cref="CacheSignals.NoKey"/>, so that no thread holds a light window without looking.</summary>
    public readonly ulong* LightKey = lightKey;
}
