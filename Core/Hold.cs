namespace MappingCache;

/// <summary>What a window is made of, as the slow paths give it. The default is a window of nothing. No reference is part of it: one would have to be cleared first, on the fast path.</summary>
internal readonly unsafe struct Hold(Slot* slot, ulong* name, byte* address, int length, int changes)
{
    /// <summary>Whether anything is held.</summary>
    public bool IsHeld => slot != null || name != null;

    /// <summary>The slot that is pinned; null for a light window.</summary>
    public Slot* Slot => slot;

    /// <summary>Where a light window is named; null for a pin.</summary>
    public ulong* Name => name;

    public byte* Address => address;

    public int Length => length;

    /// <summary>How often the file had been found changed before its length was read.</summary>
    public int Changes => changes;
}
