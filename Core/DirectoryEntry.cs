namespace MappingCache;

/// <summary>
/// What a window directory says of a window: nothing, or the slot that maps it and the generation in which it does.
/// </summary>
/// <remarks>
/// <code>
///  63   62                          24 23                      0
/// ┌───┬───────────────────────────────┬─────────────────────────┐
/// │ 0 │ generation                 39 │ slot                 24 │
/// └───┴───────────────────────────────┴─────────────────────────┘
/// </code>
/// Generations start at 1, so a set entry is never 0.
/// </remarks>
/// <param name="Word">The packed value.</param>
internal readonly record struct DirectoryEntry(ulong Word)
{
    private const int SlotBits = 24;

    /// <summary>Most slots: one less than entries could name, so that a slot's number plus one, as the free list has it, fits its bits too.</summary>
    public const int MaxSlots = (1 << SlotBits) - 1;

    /// <summary>Names a slot.</summary>
    public DirectoryEntry(int slot, ulong generation)
        : this((generation << SlotBits) | (uint)slot)
    {
    }

    public bool IsEmpty => Word == 0;

    public int Slot => (int)Word & MaxSlots;

    public ulong Generation => Word >> SlotBits;
}
