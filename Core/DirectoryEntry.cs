using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>
/// What a window directory says of a window: nothing, or the slot that maps it and the generation in which it does.
/// </summary>
/// <remarks>
/// <code>
///  63                             25    24    23                  0
/// ┌─────────────────────────────────┬───────┬─────────────────────┐
/// │ generation                   39 │ light │ slot             24 │
/// └─────────────────────────────────┴───────┴─────────────────────┘
/// </code>
/// The generation stands where it stands in the slot's word, so that the two are compared without moving either. While
/// the light bit is set, a light window may be held by the entry alone: whoever claims the slot takes the bit away
/// before it looks for names.
/// Generations start at 1, so a set entry is never 0.
/// </remarks>
/// <param name="Word">The packed value.</param>
internal readonly record struct DirectoryEntry(ulong Word)
{
    private const int SlotBits = 24;
    private const ulong LightBit = 1UL << SlotBits;

    /// <summary>Most slots: one less than entries could name, so that a slot's number plus one, as the free list has it, fits its bits too.</summary>
    public const int MaxSlots = (1 << SlotBits) - 1;

    /// <summary>Names a slot.</summary>
    public DirectoryEntry(int slot, ulong generation)
        : this((generation << SlotState.GenerationShift) | (uint)slot)
    {
    }

    public bool IsEmpty
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Word == 0;
    }

    public int Slot
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)((uint)Word & MaxSlots);
    }

    /// <summary>The same, as wide as an address, for the arithmetic of the hit.</summary>
    public nuint WideSlot
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (nuint)Word & MaxSlots;
    }

    public ulong Generation => Word >> SlotState.GenerationShift;

    /// <summary>The generation where the slot's word has it.</summary>
    public ulong Life
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Word & ~((1UL << SlotState.GenerationShift) - 1);
    }

    /// <summary>Whether a light window may be held by this entry alone.</summary>
    public bool AllowsLight
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Word & LightBit) != 0;
    }

    /// <summary>The same, with the light bit.</summary>
    public DirectoryEntry WithLight
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Word | LightBit);
    }

    /// <summary>The same, without the light bit.</summary>
    public DirectoryEntry WithoutLight => new(Word & ~LightBit);
}
