namespace MappingCache;

/// <summary>
/// Lets go of windows that have not been used for a time. A hit reads no clock: it leaves a use in the slot's word (of
/// light ones, the first after a sweep has taken the light bit), and a sweep takes the uses off. A window in which a
/// sweep finds a use counts as used at that sweep; it is let go by the first sweep that comes a whole time-out later and
/// has found none in between.
/// </summary>
/// <remarks>
/// So a window is never let go early, and late by the time between sweeps, twice at most. CLOCK takes uses off as well,
/// when it looks for a victim, and leaves a mark (<see cref="Slot.TryAge"/>). One sweep at a time.
/// </remarks>
internal sealed unsafe class IdleSweep(SlotTable slots, LightPins lights, TimeSpan timeout, TimeProvider time)
{
    // SAFETY (whole type): every line is the slot table's, by an index that it gave out; the table outlives this object.

    private readonly List<Seen> _seen = [];

    /// <summary>How often to sweep, for a window to stay at most half as long again as the time-out.</summary>
    public TimeSpan Interval => timeout / 4;

    /// <summary>Finds the windows that have been idle for too long.</summary>
    /// <param name="letGo">Lets go of a slot if its state is still the one that was seen.</param>
    /// <returns>How many were let go.</returns>
    public int Run(Func<int, SlotState, bool> letGo)
    {
        long now = time.GetTimestamp();
        int count = slots.Count;
        int gone = 0;
        for (int index = 0; index < count; index++)
        {
            if (index == _seen.Count)
            {
                _seen.Add(default);
            }

            SlotState state = slots[index]->State;
            if (state.Phase != SlotPhase.Ready)
            {
                // What is detached waits for nothing but its last pin.
                gone += state.Phase == SlotPhase.Detached && letGo(index, state) ? 1 : 0;
                continue;
            }

            // After the word: whoever took the last use off it has left the mark before.
            bool aged = slots[index]->TakeAged();
            Seen seen = _seen[index];
            if (seen.Generation != state.Generation || !state.IsUnused || aged || lights.Hold(new DirectoryEntry(index, state.Generation)))
            {
                ForgetUse(index, state);

                // Read last, so that no use that was taken off is later than it.
                _seen[index] = new Seen(state.Generation, time.GetTimestamp());
            }
            else if (time.GetElapsedTime(seen.At, now) >= timeout && letGo(index, state))
            {
                gone++;
            }
        }

        return gone;
    }

    // A pinned slot keeps its use, so that the sweep after its release finds one.
    private void ForgetUse(int index, SlotState state)
    {
        if (state.Pins == 0)
        {
            slots[index]->TryForgetUse(state);
            lights.Forbid(new DirectoryEntry(index, state.Generation));
        }
    }

    /// <summary>When a life of a slot was last seen to have been used.</summary>
    private readonly record struct Seen(ulong Generation, long At);
}
