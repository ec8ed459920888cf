namespace MappingCache.Model;

/// <content>BusGuard.*.S, CacheEngine.Poison.cs and ThreadRecords.ChangeTerms: pages that cannot be had.</content>
internal sealed partial class Protocol
{
    private const int SavedBits = 16;

    /// <summary>BusGuard, in the thread that holds the window and has read the page: the fault is counted.</summary>
    private void FaultCount()
    {
        FlushOwn();
        SlotAt(Me.FirstHold.Slot).HasFaults = true;
        Me.At = Has(Fault.MarkedAfterZeros) ? At.FaultZeros : At.FaultMark;
    }

    /// <summary>BusGuard: Ready to Poisoned, or the mark on a slot that is claimed.</summary>
    private void FaultMark()
    {
        ref SlotImage slot = ref SlotAt(Me.FirstHold.Slot);
        if (Has(Fault.DyingNotMarked) ? slot.Word.Phase == SlotPhase.Ready : slot.Word.CanPoison)
        {
            FlushOwn();
            slot.Word = slot.Word.Poison();
        }

        Me.At = Has(Fault.PoisonNotNoted) ? At.FaultBar : At.FaultNote;
    }

    /// <summary>BusGuard: CacheSignals.Poison.</summary>
    private void FaultNote()
    {
        FlushOwn();
        _state.IsPoisonNoted = true;
        Me.At = Has(Fault.LightKeyStays) ? At.FaultZeros : At.FaultBar;
    }

    /// <summary>BusGuard: CacheSignals.NoKey.</summary>
    private void FaultBar()
    {
        FlushOwn();
        _state.LightKey = LightKey.None;
        Me.At = Has(Fault.CountedAfterZeros) || Has(Fault.MarkedAfterZeros) ? At.NextOperation : At.FaultZeros;
    }

    /// <summary>BusGuard: zeros are mapped where the page could not be had.</summary>
    private void FaultZeros()
    {
        UseRange();
        SlotAt(Me.FirstHold.Slot).HasZeros = true;
        Me.At = Has(Fault.CountedAfterZeros) ? At.FaultCount
            : Has(Fault.MarkedAfterZeros) ? At.FaultMark
            : At.NextOperation;
    }

    // New pages have taken their place.
    private void ForgetZeros(ref SlotImage slot)
    {
        if (!slot.HasZeros)
        {
            return;
        }

        slot.HasZeros = false;
        for (int index = 0; index < configuration.Slots; index++)
        {
            for (int thread = 0; thread < configuration.Threads && !SlotAt(index).HasZeros; thread++)
            {
                _state.Threads[thread].Zeros &= (byte)~(1 << index);
            }
        }
    }

    // What the caller goes on with is kept, for this may come to itself by what it releases.
    private void LookForPoison(At then)
    {
        ref ThreadImage me = ref Me;
        if (configuration.HasFaults)
        {
            if (me.Saved >> (64 - SavedBits) != 0 || me.Life.Generation >= 64)
            {
                throw new InvalidOperationException("There is no room to keep so much.");
            }

            ulong saved = me.Life.IsEmpty ? 0 : (me.Life.Generation << 9) | ((ulong)me.Life.Slot << 6) | ((ulong)me.Was << 3);
            me.Saved = (me.Saved << SavedBits) | saved;
            (me.Life, me.Was) = (default, default);
        }

        Call(At.PoisonLook, then);
    }

    private void TakeSaved(out SlotPhase phase)
    {
        ref ThreadImage me = ref Me;
        phase = me.Was;
        if (configuration.HasFaults)
        {
            phase = (SlotPhase)((me.Saved >> 3) & 7);
            me.Life = new DirectoryEntry((int)((me.Saved >> 6) & 7), (me.Saved >> 9) & 63);
            me.Saved >>= SavedBits;
        }

        me.Was = default;
    }

    private int PoisonCursor
    {
        get => (int)(Me.Saved & 7);
        set => Me.Saved = (Me.Saved & ~7UL) | (uint)value;
    }

    /// <summary>CacheEngine.LookForPoison: WaiterQueue.MayBePoisoned.</summary>
    private void PoisonLook()
    {
        if (!configuration.HasFaults)
        {
            Return();
        }
        else
        {
            Me.At = _state.IsPoisonNoted ? At.PoisonTake : At.PoisonBarred;
        }
    }

    /// <summary>CacheEngine.LookForPoison: LightPins.AreBarred.</summary>
    private void PoisonBarred()
    {
        if (_state.LightKey == LightKey.None)
        {
            Me.At = At.PoisonTake;
        }
        else
        {
            Return();
        }
    }

    /// <summary>WaiterQueue.TakePoison.</summary>
    private void PoisonTake()
    {
        FlushOwn();
        _state.IsPoisonNoted &= Has(Fault.PoisonTakenAfterLook);
        PoisonCursor = 0;
        Me.At = At.PoisonSlot;
    }

    /// <summary>CacheEngine.LookForPoison: Slot.State.</summary>
    private void PoisonSlot()
    {
        ref ThreadImage me = ref Me;
        SlotState word = SlotAt(PoisonCursor).Word;
        if (word.Phase == SlotPhase.Poisoned)
        {
            me.Life = new DirectoryEntry(PoisonCursor, word.Generation);
            Call(At.PoisonDetach, At.PoisonNext);
        }
        else
        {
            me.At = At.PoisonNext;
        }
    }

    private void PoisonNext()
    {
        ref ThreadImage me = ref Me;
        (me.Life, me.Was, me.Result) = (default, default, false);
        PoisonCursor++;
        me.At = PoisonCursor < _state.Count ? At.PoisonSlot : At.UnbarKey;
    }

    /// <summary>CacheEngine.DetachPoisoned: Slot.TryDetach.</summary>
    private void PoisonDetach()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.Life.Slot);
        if (!slot.Word.CanDetach(me.Life.Generation))
        {
            Return();
            return;
        }

        FlushOwn();
        slot.Word = slot.Word.Detach();
        me.At = At.PoisonClear;
    }

    /// <summary>CacheEngine.DetachPoisoned: WindowDirectory.Clear, then the pin of the one who detaches.</summary>
    private void PoisonClear()
    {
        ref ThreadImage me = ref Me;
        me.Unpinned = (byte)me.Life.Slot;
        ClearEntry(SlotAt(me.Life.Slot).Owner - 1, me.Life.Slot);
        me.Life = default;
        me.At = At.Unpin;
    }

    /// <summary>ThreadRecords.ChangeTerms, under the lock of LightPins.Unbar: the key that threads have to have.</summary>
    private void UnbarKey()
    {
        FlushOwn();
        _state.Unbarring = (byte)(_me + 1);
        _state.IsPoisonNoted &= !Has(Fault.PoisonTakenAfterLook);
        _state.LightKey = LightKey.Next;
        Me.At = Has(Fault.UnbarredUnlooked) ? At.UnbarEnd : At.UnbarLook;
    }

    /// <summary>ThreadRecords.ChangeTerms: whether there is poison by now.</summary>
    private void UnbarLook()
    {
        Me.Cursor = 0;
        Me.At = At.UnbarSlot;
        if (_state.IsPoisonNoted)
        {
            _state.LightKey = LightKey.None;
            Me.At = At.UnbarEnd;
        }
        else if (Has(Fault.UnbarredWithEntry))
        {
            Me.At = At.UnbarEnd;
        }
    }

    /// <summary>LightPins.IsPoisoned: a slot's faults and its entry. Neither comes again once it is gone, so that they are looked at together is as good.</summary>
    private void UnbarSlot()
    {
        ref ThreadImage me = ref Me;
        int index = me.Cursor++;
        ref SlotImage slot = ref SlotAt(index);
        bool isPoisoned = slot.HasFaults && slot.Owner > 0 &&
            _state.Entries[slot.Owner - 1].WithoutLight == new DirectoryEntry(index, slot.Word.Generation);
        if (isPoisoned || me.Cursor == _state.Count)
        {
            _state.LightKey = isPoisoned ? LightKey.None : _state.LightKey;
            me.Cursor = 0;
            me.At = At.UnbarEnd;
        }
    }

    /// <summary>ThreadRecords.ChangeTerms: the key that threads are given.</summary>
    private void UnbarEnd()
    {
        FlushOwn();
        _state.Unbarring = 0;
        if (_state.LightKey == LightKey.Next)
        {
            _state.LightKey = LightKey.Current;
        }

        for (int thread = 0; thread < configuration.Threads; thread++)
        {
            _state.Threads[thread].HasKey = false;
        }

        Me.At = At.PoisonEnd;
    }

    // Whoever has called this takes what it has kept.
    private void PoisonEnd()
    {
        PoisonCursor = 0;
        Return();
    }
}
