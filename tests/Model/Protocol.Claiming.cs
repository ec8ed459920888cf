namespace MappingCache.Model;

/// <content>SlotSupply.Claiming.cs: every claim of an inactive slot.</content>
internal sealed partial class Protocol
{
    private bool WasVacatedEarly => Has(Fault.VacatedBeforeScan) || Has(Fault.VacatedBeforeScanThenRestored);

    /// <summary>SlotSupply.TryReclaim: a look without a barrier saves claims that would be given back.</summary>
    private void Reclaim()
    {
        Me.Result = false;
        CallUnless(Has(Fault.ClaimsWithoutLooking), At.HoldInUse, At.ReclaimHeld);
    }

    private void ReclaimHeld() => Me.At = Me.Result ? At.ReclaimEnd : At.ReclaimClaim;

    /// <summary>Slot.TryClaim of a generation.</summary>
    private void ReclaimClaim()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.Life.Slot);
        bool isSame = !Has(Fault.HandOffOnce) || me.Seen == default || me.Seen == slot.Word;
        me.Seen = default;
        if (!slot.Word.CanClaim(me.Life.Generation) || !isSame)
        {
            me.At = At.ReclaimEnd;
            return;
        }

        FlushOwn();
        me.Was = slot.Word.Phase;
        slot.Word = slot.Word.Claim();
        Call(At.Keep, At.ReclaimKept);
    }

    private void ReclaimKept()
    {
        if (Me.Result)
        {
            Me.At = At.LetGo;
        }
        else if (Me.Mark != 0)
        {
            // Fault: it was read before the slot was given back.
            Me.At = Me.Mark == 1 ? At.Reclaim : At.ReclaimEnd;
            Me.Mark = 0;
        }
        else
        {
            Me.At = Has(Fault.RestoreLooksForNobody) ? At.ReclaimEnd : At.ReclaimCount;
        }
    }

    /// <summary>SlotSupply.LooksForWaiters: the light window may have ended while the slot was claimed.</summary>
    private void ReclaimCount() => Me.At = _state.NeedsAttention ? At.Reclaim : At.ReclaimEnd;

    private void ReclaimEnd()
    {
        Me.Seen = default;
        Return();
    }

    /// <summary>SlotSupply.TryKeep, and what Claim does for each.</summary>
    private void Keep()
    {
        if (SkipsLight)
        {
            Return(result: true);
        }
        else if (WasVacatedEarly && Me.Was == SlotPhase.Ready)
        {
            Me.At = At.EarlyVacate;
        }
        else
        {
            CallUnless(Has(Fault.BitStays), At.ForbidInUse, At.KeepBarrier);
        }
    }

    // Faults: nobody looks for names at all, or not of what was detached.
    private bool SkipsLight => Has(Fault.NamesNotLookedFor) || (Has(Fault.DetachedNotLookedFor) && Me.Was == SlotPhase.Detached);

    /// <summary>Fault: the entry is cleared first.</summary>
    private void EarlyVacate()
    {
        ClearEntry(SlotAt(Me.Life.Slot).Owner - 1, Me.Life.Slot);
        Call(At.BarrierInUse, At.KeepLook);
    }

    private void KeepBarrier() => CallUnless(Has(Fault.ClaimantPassesNoBarrier), At.BarrierInUse, At.KeepLook);

    private void KeepLook() => Call(At.HoldInUse, At.KeepFound);

    private void KeepFound()
    {
        if (!Me.Result)
        {
            Return(result: true);
        }
        else
        {
            Me.At = Has(Fault.CountedBeforeRestore) ? At.RestoreCountEarly : At.Restore;
        }
    }

    /// <summary>Fault: who waits is counted too early.</summary>
    private void RestoreCountEarly()
    {
        Me.Mark = _state.NeedsAttention ? (byte)1 : (byte)2;
        Me.At = At.Restore;
    }

    /// <summary>Slot.Restore.</summary>
    private void Restore()
    {
        ref SlotImage slot = ref SlotAt(Me.Life.Slot);
        FlushOwn();
        slot.Word = slot.Word.Restore(Me.Was);
        if (Has(Fault.VacatedBeforeScanThenRestored) && Me.Was == SlotPhase.Ready)
        {
            _state.Entries[slot.Owner - 1] = Me.Life;
        }

        if (slot.Word.Phase == SlotPhase.Poisoned && !Has(Fault.RestoredUnnoted))
        {
            Me.At = At.RestoreNote;
        }
        else
        {
            Return(result: false);
        }
    }

    /// <summary>SlotSupply.Restore: CacheSignals.Poison.</summary>
    private void RestoreNote()
    {
        FlushOwn();
        _state.IsPoisonNoted = true;
        Return(result: false);
    }

    /// <summary>LightPins.Forbid: LightPins.InUse.</summary>
    private void ForbidInUse()
    {
        if (_state.InUse)
        {
            Me.At = At.ForbidSwap;
        }
        else
        {
            Return();
        }
    }

    /// <summary>WindowDirectory.ForbidLight. Who does not own the slot may read any owner: no other entry is this one.</summary>
    private void ForbidSwap()
    {
        int owner = SlotAt(Me.Life.Slot).Owner;
        if (owner > 0 && _state.Entries[owner - 1] == Me.Life.WithLight)
        {
            FlushOwn();
            _state.Entries[owner - 1] = Me.Life.WithoutLight;
        }

        Return();
    }

    /// <summary>SlotSupply.Claim: as many as are wanted, under one barrier.</summary>
    private void Claim()
    {
        Me.Count = 0;
        Me.At = At.ClockSlots;
    }

    private void Claimed()
    {
        ref ThreadImage me = ref Me;
        if (!me.Result)
        {
            me.At = At.ClaimBarrier;
            return;
        }

        me.Lives[me.Count++] = me.Life;
        SetWas(me.Count - 1, me.Was);
        bool vacates = WasVacatedEarly && me.Was == SlotPhase.Ready;
        if (vacates)
        {
            ClearEntry(SlotAt(me.Life.Slot).Owner - 1, me.Life.Slot);
        }

        CallUnless(vacates || SkipsLight || Has(Fault.BitStays), At.ForbidInUse, At.ClaimMore);
    }

    private void ClaimMore() => Me.At = Me.Count < Me.Most ? At.ClockSlots : At.ClaimBarrier;

    private void ClaimBarrier()
    {
        ref ThreadImage me = ref Me;
        (me.Index, me.Kept) = (0, 0);
        CallUnless(me.Count == 0 || Has(Fault.ClaimantPassesNoBarrier) || Has(Fault.NamesNotLookedFor), At.BarrierInUse, At.ClaimLook);
    }

    private void ClaimLook()
    {
        ref ThreadImage me = ref Me;
        if (me.Index == me.Count)
        {
            me.At = At.ClaimEnd;
            return;
        }

        (me.Life, me.Was, me.Result) = (me.Lives[me.Index], WasOf(me.Index), false);
        CallUnless(SkipsLight, At.HoldInUse, At.ClaimFound);
    }

    private void ClaimFound()
    {
        ref ThreadImage me = ref Me;
        if (me.Result)
        {
            Call(Has(Fault.CountedBeforeRestore) ? At.RestoreCountEarly : At.Restore, At.ClaimGivenBack);
            return;
        }

        me.Lives[me.Kept] = me.Life;
        SetWas(me.Kept, me.Was);
        me.Kept++;
        me.At = At.ClaimNext;
    }

    private void ClaimGivenBack()
    {
        byte early = Me.Mark;
        Me.Mark = 0;
        if (early == 0)
        {
            Me.At = Has(Fault.RestoreLooksForNobody) ? At.ClaimNext : At.ClaimCount;
        }
        else
        {
            CallUnless(early == 2, At.Reclaim, At.ClaimNext);
        }
    }

    /// <summary>SlotSupply.AfterGivingBack.</summary>
    private void ClaimCount()
    {
        CallUnless(!_state.NeedsAttention, At.Reclaim, At.ClaimNext);
    }

    private void ClaimNext()
    {
        Me.Index++;
        Me.At = At.ClaimLook;
    }

    private void ClaimEnd()
    {
        if (Me.Kept == 0 && Me.Count > 0)
        {
            Me.At = At.Claim;
        }
        else
        {
            Return();
        }
    }

    private void EndClaim()
    {
        ref ThreadImage me = ref Me;
        (me.Lives, me.Life, me.FirstWas, me.SecondWas, me.Was) = (default, default, default, default, default);
        (me.Count, me.Kept, me.Index, me.Most, me.Sweep, me.SweepSlots, me.Result) = (0, 0, 0, 0, 0, 0, false);
    }

    private SlotPhase WasOf(int index) => index == 0 ? Me.FirstWas : Me.SecondWas;

    private void SetWas(int index, SlotPhase was)
    {
        if (index == 0)
        {
            Me.FirstWas = was;
        }
        else
        {
            Me.SecondWas = was;
        }
    }
}
