namespace MappingCache;

/// <summary>
/// CLOCK with two bits of use. A hand goes round the slots; each time it passes an unpinned one it takes a use off it,
/// and claims the first that has none left. The uses are counted in the slot's word by the same swap that pins it.
/// </summary>
internal sealed unsafe class ClockEviction(SlotTable slots) : IEvictionPolicy
{
    private uint _hand;

    public void Mapped(int index)
    {
        // A mapping is born with one use, in its word.
    }

    public bool TryClaim(out int index, out SlotPhase was)
    {
        int count = slots.Count;

        // Rounds enough to take every use off every slot, and one more to find them so.
        for (int round = 0; round <= SlotState.MaxUse; round++)
        {
            bool hope = false;
            for (int step = 0; step < count; step++)
            {
                index = (int)(Interlocked.Increment(ref _hand) % (uint)count);
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
                }
                else if (slot->TryClaim(state.Generation, out was))
                {
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
