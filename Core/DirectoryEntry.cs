namespace MappingCache;

/// <summary>
/// What a window directory says of a window: nothing, or the slot that maps it and the generation in which it does.
/// </summary>
/// <remarks>
/// <code>
///  63                             25  24  23                  0
/// ┌─────────────────────────────────┬───┬─────────────────────┐
/// │ generation                   39 │ 0 │ slot             24 │
/// └─────────────────────────────────┴───┴─────────────────────┘
/// </code>
/// The generation stands where it stands in the slot's word, so that the two are compared without moving either.
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
        : this((generation << SlotState.GenerationShift) | (uint)slot)
    {
    }

    public bool IsEmpty => Word == 0;

    public int Slot => (int)((uint)Word & MaxSlots);

    /// <summary>The same, as wide as an address, for the arithmetic of the hit.</summary>
    public nuint WideSlot => (nuint)Word & MaxSlots;

    public ulong Generation => Word >> SlotState.GenerationShift;

    /// <summary>The generation where the slot's word has it.</summary>
    public ulong Life => Word & ~((1UL << SlotState.GenerationShift) - 1);
}
