namespace MappingCache;

/// <summary>
/// CLOCK with two bits of use. A hand goes round the slots; each time it passes an unpinned one it takes a use off it,
/// and claims the first that has none left. The uses are counted in the slot's word by the same swap that pins it.
/// </summary>
/// <remarks>
/// A sweep has patience with what is used for so many steps, then takes the next that nobody pins: when thousands of
/// windows were all used of late, which of them goes matters less than how long a request looks for it.
/// </remarks>
internal sealed unsafe class ClockEviction(SlotTable slots, LightPins lights) : IEvictionPolicy
{
    // SAFETY (whole type): every line is the slot table's, by an index that it gave out; the table outlives this object.

    /// <summary>Steps of a sweep in which uses are taken off, at most.</summary>
    public const int MostPatience = 1024;

    // Where the last sweep ended. Nothing depends on it but fairness, so it pairs with nothing.
    private uint _hand;

    public void Mapped(int index)
    {
        // A mapping is born with one use, in its word.
    }

    public bool TryClaim(ref int looks, out int index, out SlotPhase was)
    {
        int count = slots.Count;

        // Every sweep steps on its own, from where the last one ended: two that shared their steps would each see half
        // of the slots, and find nothing although there is something.
        uint start = Volatile.Read(ref _hand);

        // Few slots: rounds enough to take every use off every one of them. Then one round more, to find the first.
        int patience = Math.Min(count * SlotState.MaxUse, MostPatience);
        for (int step = 1; step <= patience + count; step++)
        {
            index = (int)((start + (uint)step) % (uint)count);
            Slot* slot = slots[index];
            SlotState state = slot->State;
            if (!state.CanClaim(state.Generation))
            {
                continue;
            }

            if (step <= patience && state is { Phase: SlotPhase.Ready, Use: > 0 })
            {
                slot->TryAge(state);
                lights.Forbid(new DirectoryEntry(index, state.Generation));
            }
            else if (!lights.Hold(new DirectoryEntry(index, state.Generation)) && slot->TryClaim(state.Generation, out was))
            {
                Volatile.Write(ref _hand, (uint)index);
                looks += step;
                return true;
            }
        }

        looks += patience + count;
        index = -1;
        was = default;
        return false;
    }
}
