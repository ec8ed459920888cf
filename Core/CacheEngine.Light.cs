using System.Runtime.CompilerServices;

namespace MappingCache;

/// <content>Windows that only their thread knows of: held by a name in the thread's record, without a locked instruction.</content>
internal sealed unsafe partial class CacheEngine<TSchedule>
{
    // SAFETY (light windows): a record found is the calling thread's, and stays while the cache does.

    /// <summary>Holds the mapping that an entry names, if it stands: the name is written, then the slot's word proves that it was in time.</summary>
    /// <param name="slot">The slot that the entry names.</param>
    /// <param name="mine">The calling thread's record; null if it is not at hand.</param>
    /// <param name="entry">The entry, as the directory has it.</param>
    /// <param name="place">The place in the record, to be given to <see cref="EndLight"/>; or, if the window is not held, to <see cref="BeginLightSlowly"/>.</param>
    /// <returns>Whether it is held. False also when the first place is taken, or the use has to be counted, since CLOCK's hand has passed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryBeginLight(Slot* slot, ThreadRecord* mine, DirectoryEntry entry, out ulong* place)
    {
        place = null;
        _ = TSchedule.Reached(SchedulePoint.LightName);
        if (mine == null || !mine->TryNameFirst(entry, out place))
        {
            return false;
        }

        _ = TSchedule.Reached(SchedulePoint.LightLook);
        if (!slot->State.IsSaturatedIn(entry.Life))
        {
            return false;
        }

        mine->AddLightHit();
        return true;
    }

    /// <summary>Tries again, after what <see cref="TryBeginLight"/> leaves out has been seen to.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="named">Where it was named in vain; null if nowhere.</param>
    /// <returns>The place; null when the window is not mapped, or the thread may hold no more.</returns>
    public ulong* BeginLightSlowly(DirectoryEntry entry, ulong* named)
    {
        if (named != null)
        {
            Withdraw(named, entry);
        }

        if (entry.IsEmpty || Lights.IsOff)
        {
            return null;
        }

        ThreadRecord* mine = Lights.GetAdmitted();
        _ = TSchedule.Reached(SchedulePoint.LightName);
        ulong* place = mine == null ? null : mine->Name(entry);
        if (place == null)
        {
            Counters.AddLightOverflow();
            return null;
        }

        _ = TSchedule.Reached(SchedulePoint.LightLook);
        SlotState state = (_lines + entry.Slot)->State;
        if (!state.IsReadyIn(entry.Life))
        {
            Withdraw(place, entry);
            return null;
        }

        if (state.Use < SlotState.MaxUse)
        {
            // CLOCK has to know that the slot is in use: for each time that its hand has passed, not for each window.
            (_lines + entry.Slot)->TryTouch(state);
        }

        mine->AddLightHit();
        return place;
    }

    /// <summary>Ends a hold. The mapping stays.</summary>
    /// <param name="place">Where the window is named.</param>
    /// <param name="slot">The slot that is held.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndLight(ulong* place, Slot* slot)
    {
        ThreadRecord.End(place);

        // No fence here. Pairs with the process-wide barrier that is passed by who starts waiting, claims or closes, before
        // it looks at the names: either it finds none, or this finds that it is there.
        if (TSchedule.Reached(SchedulePoint.LightEnded) && _waiters.NeedsAttention)
        {
            AfterLight(_slots.IndexOf(slot));
        }
    }

    /// <summary>Makes a hold a pin, which any thread may give back.</summary>
    /// <returns>False when the slot carries as many pins as can be counted; the hold stays.</returns>
    public bool TryShare(ulong* place, Slot* slot)
    {
        if (!slot->TryPinHeld())
        {
            return false;
        }

        EndLight(place, slot);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Withdraw(ulong* place, DirectoryEntry entry)
    {
        ThreadRecord.End(place);
        if (_waiters.NeedsAttention && !entry.IsEmpty)
        {
            // Whoever wanted the slot may have found it named, in vain.
            AfterLight(entry.Slot);
        }
    }

    private void AfterLight(DirectoryEntry ended) => AfterLight(ended.Slot);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AfterLight(int index)
    {
        // Full fence: the name is gone before the slot is looked at. Pairs with Slot.Restore of a claimant who found it
        // named: either this finds the slot restored, or the claimant, who looks for waiters after it, tries again.
        Interlocked.MemoryBarrier();
        _supply.TryReclaim(index, _slots[index]->State.Generation);
        UnreserveIfIdle();
    }
}
