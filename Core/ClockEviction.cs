namespace MappingCache;

/// <summary>
/// CLOCK with two bits of use. A hand goes round the slots; each time it passes an unpinned one it takes a use off it,
/// and claims the first that has none left. The uses are counted in the slot's word by the same swap that pins it.
/// </summary>
internal sealed unsafe class ClockEviction(SlotTable slots, LightPins lights) : IEvictionPolicy
{
    // SAFETY (whole type): every line is the slot table's, by an index that it gave out; the table outlives this object.

    // Where the last sweep ended. Nothing depends on it but fairness, so it pairs with nothing.
    private uint _hand;

    public void Mapped(int index)
    {
        // A mapping is born with one use, in its word.
    }

    public bool TryClaim(out int index, out SlotPhase was)
    {
        int count = slots.Count;

        // Every sweep steps on its own, from where the last one ended: two that shared their steps would each see half
        // of the slots, and find nothing although there is something.
        uint start = Volatile.Read(ref _hand);

        // Rounds enough to take every use off every slot, and one more to find them so.
        for (int round = 0; round <= SlotState.MaxUse; round++)
        {
            bool hope = false;
            for (uint step = 1; step <= count; step++)
            {
                index = (int)((start + step) % (uint)count);
                Slot* slot = slots[index];
                SlotState state = slot->State;
                if (!state.CanClaim(state.Generation))
                {
                    continue;
                }

                hope = true;
                if (state is { Phase: SlotPhase.Ready, Use: > 0 })
                {
                    slot->TryAge(state);
                    lights.Forbid(new DirectoryEntry(index, state.Generation));
                }
                else if (!lights.Hold(new DirectoryEntry(index, state.Generation)) && slot->TryClaim(state.Generation, out was))
                {
                    Volatile.Write(ref _hand, (uint)index);
                    return true;
                }
            }

            if (!hope)
            {
                break;
            }
        }

        index = -1;
        was = default;
        return false;
    }
}
