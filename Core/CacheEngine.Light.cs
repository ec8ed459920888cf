using System.Runtime.CompilerServices;

namespace MappingCache;

/// <content>Windows that only their thread knows of: held by a name in the thread's record, without a locked instruction.</content>
internal sealed unsafe partial class CacheEngine<TSchedule>
{
    // SAFETY (light windows): a record found is the calling thread's, and stays while the cache does.

    /// <summary>Holds the mapping that an entry names, if it stands: the entry is named, with its light bit, then found to stand like that.</summary>
    /// <param name="place">Where the directory has the entry.</param>
    /// <param name="mine">The calling thread's record; that of nobody if it is not at hand.</param>
    /// <param name="entry">The entry that was named.</param>
    /// <param name="name">Where it is named, to be given to <see cref="EndLight"/>; or, if the window is not held, to <see cref="BeginLightSlowly"/>.</param>
    /// <returns>Whether it is held. False also when the thread's first place is taken, or the entry has no light bit.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryBeginLight(ref ulong place, ThreadRecord* mine, out DirectoryEntry entry, out ulong* name)
    {
        entry = new DirectoryEntry(Volatile.Read(ref place)).WithLight;
        _ = TSchedule.Reached(SchedulePoint.LightName);
        if (!mine->TryNameFirst(entry, out name))
        {
            return false;
        }

        // Acquire: the window's bytes are read after it. Pairs with WindowDirectory.ForbidLight.
        _ = TSchedule.Reached(SchedulePoint.LightLook);
        return Volatile.Read(ref place) == entry.Word;
    }

    /// <summary>Tries again, after what <see cref="TryBeginLight"/> leaves out has been seen to.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="window">The window.</param>
    /// <param name="named">Where it was named in vain; null if nowhere.</param>
    /// <param name="entry">The entry that is held.</param>
    /// <returns>Where it is named; null when the window is not mapped, or the thread may hold no more.</returns>
    public ulong* BeginLightSlowly(WindowDirectory directory, long window, ulong* named, out DirectoryEntry entry)
    {
        if (named != null)
        {
            Withdraw(named);
        }

        // Whoever noted a fault has barred light windows after that.
        LookForPoison();
        entry = directory.Read(window);
        if (entry.IsEmpty || Lights.IsOff)
        {
            return null;
        }

        // Before the light bit is set: who has not been admitted is not reckoned with by those who claim.
        ThreadRecord* mine = Lights.GetAdmitted();
        if (mine == ThreadRecord.Nobodys)
        {
            Counters.AddLightOverflow();
            return null;
        }

        if (entry.AllowsLight)
        {
            return BeginLight(directory, window, mine, ref entry);
        }

        // The bit may only be set while the slot is pinned; and the pin leaves the use that CLOCK has taken off since.
        Slot* slot = _lines + entry.WideSlot;
        if (!slot->TryPinReady(entry.Life))
        {
            return null;
        }

        entry = entry.WithLight;
        _ = TSchedule.Reached(SchedulePoint.LightAllow);
        ulong* name = directory.TryAllowLight(window, entry) ? BeginLight(directory, window, mine, ref entry) : null;
        Release(slot);
        return name;
    }

    /// <summary>Ends a hold. The mapping stays.</summary>
    /// <param name="name">Where the window is named.</param>
    /// <param name="address">An address in the window.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndLight(ulong* name, byte* address)
    {
        ThreadRecord.End(name);

        // No fence here. Pairs with the process-wide barrier that is passed by who starts waiting, claims or closes, before
        // it looks at the names: either it finds none, or this finds that it is there.
        if (TSchedule.Reached(SchedulePoint.LightEnded) && _waiters.NeedsAttention)
        {
            AfterLight(address);
        }
    }

    /// <summary>Makes a hold a pin, which any thread may give back.</summary>
    /// <returns>False when the slot carries as many pins as can be counted; the hold stays.</returns>
    public bool TryShare(ulong* name, out Slot* slot)
    {
        slot = _slots[new DirectoryEntry(*name).Slot];
        if (!slot->TryPinHeld<TSchedule>())
        {
            return false;
        }

        EndLight(name, AddressOf(slot));
        return true;
    }

    private ulong* BeginLight(WindowDirectory directory, long window, ThreadRecord* mine, ref DirectoryEntry entry)
    {
        _ = TSchedule.Reached(SchedulePoint.LightName);
        ulong* name = mine->Name(entry);
        if (name == null)
        {
            Counters.AddLightOverflow();
            return null;
        }

        // As in TryBeginLight. And others may be about to take it out of its directory for its faults: those that were
        // counted before this was asked for are found, since it has lived the same life from the first look to the second.
        _ = TSchedule.Reached(SchedulePoint.LightLook);
        if (directory.Read(window) == entry && (_lines + entry.WideSlot)->Faults == 0)
        {
            return name;
        }

        Withdraw(name);
        return null;
    }

    // Whoever wanted the slot may have found it named, in vain.
    private void Withdraw(ulong* name) => EndLight(name, AddressOf(new DirectoryEntry(*name).Slot));

    // SAFETY: an address of a light window lies in the reservation; slot i is at Base + i windows.
    private int IndexAt(byte* address) => (int)((nuint)(address - _base) >> _windowShift);

    private void AfterLight(DirectoryEntry ended) => AfterLight(ended.Slot);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AfterLight(byte* address) => AfterLight(IndexAt(address));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AfterLight(int index)
    {
        // Full fence: the name is gone before the slot is looked at. Pairs with Slot.Restore of a claimant who found it
        // named: either this finds the slot restored, or the claimant, who looks for waiters after it, tries again.
        Interlocked.MemoryBarrier();
        LookForPoison();
        SlotState state = _slots[index]->State;
        if (state.Phase != SlotPhase.Ready || _waiters.NeedsAttention)
        {
            _supply.TryReclaim(index, state.Generation);
        }

        UnreserveIfIdle();
    }
}
