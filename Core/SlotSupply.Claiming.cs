namespace MappingCache;

/// <content>
/// Every claim of an inactive slot. A claim swaps the slot's word; if light windows are in use, it takes the light bit of
/// the slot's entry away and passes a process-wide barrier, and only then knows whether one of them holds the slot,
/// which is given back in that case.
/// </content>
internal sealed unsafe partial class SlotSupply<TSchedule>
{
    /// <summary>Most claims that one barrier serves.</summary>
    public const int MostClaims = 16;

    /// <summary>Looks of a request after which it claims no more than it needs: a further claim under the barrier is worth a few looks, not another sweep.</summary>
    public const int MostLooksForMore = ClockEviction.MostPatience;

    // A cache of fewer slots keeps no spares: they would be a good part of what it caches.
    private const int SlotsPerSpare = 64;

    /// <summary>Takes an inactive slot of this generation out of circulation, for the one who has waited longest or for the free list.</summary>
    public void TryReclaim(int index, ulong generation)
    {
        DirectoryEntry life = new(index, generation);
        do
        {
            if (_lights.Hold(life) || !_slots[index]->TryClaim(generation, out SlotPhase was))
            {
                return;
            }

            if (TryKeep(life, was))
            {
                LetGo(index, was, needed: true);
                return;
            }
        }
        while (LooksForWaiters());
    }

    /// <summary>Lets go of an inactive slot if its word is still what was looked at.</summary>
    /// <returns>Whether it was.</returns>
    public bool TryLetGo(int index, SlotState seen)
    {
        if (!TryClaim(new DirectoryEntry(index, seen.Generation), seen))
        {
            return false;
        }

        LetGo(index, seen.Phase, needed: false);
        return true;
    }

    /// <summary>Makes a spare of an inactive slot if its word is still what was looked at.</summary>
    private void TryMakeSpare(int index, SlotState seen)
    {
        DirectoryEntry life = new(index, seen.Generation);
        if (TryClaim(life, seen))
        {
            Vacate(index, seen.Phase, needed: true);
            KeepSpares([life]);
        }
    }

    private bool TryClaim(DirectoryEntry life, SlotState seen)
    {
        if (_lights.Hold(life) || !_slots[life.Slot]->TryClaim(seen))
        {
            return false;
        }

        bool kept = TryKeep(life, seen.Phase);
        if (!kept)
        {
            AfterGivingBack(life);
        }

        return kept;
    }

    /// <summary>Lets go of inactive windows, those first that would be the next to make room.</summary>
    /// <param name="most">How many at most, 1 to <see cref="MostClaims"/>.</param>
    /// <returns>How many were let go; 0 when there is none.</returns>
    public int LetGo(int most)
    {
        Span<DirectoryEntry> lives = stackalloc DirectoryEntry[MostClaims];
        Span<SlotPhase> phases = stackalloc SlotPhase[MostClaims];
        int count = Claim(lives, phases, most);
        for (int i = 0; i < count; i++)
        {
            Vacate(lives[i].Slot, phases[i], needed: false);
        }

        // Only now the system is called: who wants one of these windows would wait for the calls for all others.
        for (int i = 0; i < count; i++)
        {
            PassOn(lives[i].Slot);
        }

        return count;
    }

    // Without light windows there is no barrier to share.
    private int SparesWanted => _lights.InUse ? Math.Clamp(_slots.Count / SlotsPerSpare, 1, MostClaims) : 1;

    /// <summary>Takes an inactive slot for another window.</summary>
    /// <param name="most">How many to claim under one barrier; those that are not needed at once become spares.</param>
    /// <param name="index">The slot.</param>
    private bool TryEvict(int most, out int index)
    {
        if (_spares.TryPop(out index))
        {
            return true;
        }

        Span<DirectoryEntry> lives = stackalloc DirectoryEntry[MostClaims];
        Span<SlotPhase> phases = stackalloc SlotPhase[MostClaims];
        int count = Claim(lives, phases, most);
        for (int i = 0; i < count; i++)
        {
            Vacate(lives[i].Slot, phases[i], needed: true);
        }

        index = count > 0 ? lives[0].Slot : -1;
        if (count > 1)
        {
            KeepSpares(lives[1..count]);
        }

        return count > 0;
    }

    /// <summary>Claims inactive slots in the order of eviction. They belong to the caller, and still have their entries.</summary>
    /// <returns>How many; 0 when there is none.</returns>
    private int Claim(Span<DirectoryEntry> lives, Span<SlotPhase> phases, int most)
    {
        int kept;
        int count;
        int looks = 0;
        do
        {
            count = 0;
            while (count < most && (count == 0 || looks < MostLooksForMore) && _eviction.TryClaim(ref looks, out int index, out phases[count]))
            {
                lives[count] = new DirectoryEntry(index, _slots[index]->State.Generation);
                Forbid(lives[count++]);
            }

            kept = 0;
            if (count > 0)
            {
                Barrier();
            }

            for (int i = 0; i < count; i++)
            {
                if (IsHeld(lives[i]))
                {
                    Restore(lives[i], phases[i]);
                    AfterGivingBack(lives[i]);
                }
                else
                {
                    (lives[kept], phases[kept]) = (lives[i], phases[i]);
                    kept++;
                }
            }
        }
        while (kept == 0 && count > 0);

        _counters.SawSweep(looks);
        return kept;
    }

    /// <summary>Finds out whether a light window holds a claimed slot after all; if so, the slot is given back.</summary>
    private bool TryKeep(DirectoryEntry life, SlotPhase was)
    {
        Forbid(life);
        Barrier();
        if (!IsHeld(life))
        {
            return true;
        }

        Restore(life, was);
        return false;
    }

    private void Forbid(DirectoryEntry life)
    {
        if (TSchedule.Reached(SchedulePoint.LightForbid))
        {
            _lights.Forbid(life);
        }
    }

    private void Barrier()
    {
        // Pairs with ThreadRecord.TryNameFirst: after it, a thread that named a claimed slot is found by its name, and
        // one that is still to look at the entry finds it without its light bit.
        if (TSchedule.Reached(SchedulePoint.LightBarrier))
        {
            _lights.Barrier();
        }
    }

    private bool IsHeld(DirectoryEntry life) => TSchedule.Reached(SchedulePoint.LookForLight) && _lights.Hold(life);

    private void Restore(DirectoryEntry life, SlotPhase was)
    {
        _ = TSchedule.Reached(SchedulePoint.LightRestore);
        if (_slots[life.Slot]->Restore(was).Phase == SlotPhase.Poisoned)
        {
            // Who looked for poison meanwhile has not found it.
            _waiters.NotePoison();
        }
    }

    // The light window may have ended while the slot was claimed, and not to be had by the one who ended it.
    private void AfterGivingBack(DirectoryEntry life)
    {
        if (LooksForWaiters())
        {
            TryReclaim(life.Slot, life.Generation);
        }
    }

    private bool LooksForWaiters() => TSchedule.Reached(SchedulePoint.LookForWaiters) && _waiters.NeedsAttention;
}
