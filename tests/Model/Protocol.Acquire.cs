namespace MappingCache.Model;

/// <content>CacheEngine.cs and CacheEngine.Copies.cs: the look-up, the pin, and what follows a mapping in progress.</content>
internal sealed partial class Protocol
{
    /// <summary>CacheEngine.Acquire: what is known to have changed by now must not be missed.</summary>
    private void Acquire()
    {
        BeginAcquiring();
        ReadEntry();
    }

    // What must not be missed, and what must not be given out, from here on.
    private void BeginAcquiring()
    {
        Me.Wanted = _state.Settled[configuration.FileOf(Window)];
        for (int index = 0; index < _state.Count; index++)
        {
            Me.Zeros |= (byte)(SlotAt(index).HasZeros ? 1 << index : 0);
        }
    }

    /// <summary>CacheEngine.Find: the entry.</summary>
    private void ReadEntry()
    {
        ref ThreadImage me = ref Me;
        me.Entry = MyEntry;
        me.At = me.Entry.IsEmpty ? At.BeginMiss : At.Pin;
    }

    /// <summary>Slot.TryPin, TryPinReady.</summary>
    private void Pin()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.Entry.Slot);
        ulong generation = Has(Fault.PinIgnoresGeneration) ? slot.Word.Generation : me.Entry.Generation;
        bool takesPin = slot.Word.CanPin(generation) ||
            (Has(Fault.PoisonedTakesPins) && slot.Word.Generation == generation && slot.Word.Phase == SlotPhase.Poisoned);
        if (!takesPin)
        {
            me.Life = me.Entry.WithoutLight;
            CallUnless(slot.Word.Phase != SlotPhase.Poisoned || slot.Word.Generation != generation, At.PoisonDetach, At.MissAgain);
            return;
        }

        me.Slot = (byte)me.Entry.Slot;
        me.Entry = default;
        if (Has(Fault.PinBlindly))
        {
            me.Seen = slot.Word;
            me.At = At.PinBlindly;
            return;
        }

        FlushOwn();
        slot.Word = Counted(slot.Word.Pin());
        Pinned(slot.Word.Phase);
    }

    /// <summary>Fault: the pin is added to whatever the word is by then.</summary>
    private void PinBlindly()
    {
        ref SlotImage slot = ref SlotAt(Me.Slot);
        FlushOwn();
        slot.Word = Counted(slot.Word.Pin());
        SlotPhase seen = Me.Seen.Phase;
        Me.Seen = default;
        Pinned(seen);
    }

    private void Pinned(SlotPhase phase)
    {
        if (phase == SlotPhase.Mapping)
        {
            Call(At.FollowLook, At.Followed);
        }
        else
        {
            Me.At = configuration.IsCopied ? At.StaleLook : At.Acquired;
        }
    }

    /// <summary>FollowerGates.Wait, under the gate's lock: the phase is looked at, and the thread parks.</summary>
    private void FollowLook()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.Slot);
        FlushOwn();
        bool parks = slot.Word.Phase == SlotPhase.Mapping;
        if (Has(Fault.FollowerParksUnlooked))
        {
            parks = me.Mark == 0;
        }

        if (parks)
        {
            slot.Parked |= (byte)(1 << _me);
            me.At = At.FollowParked;
        }
        else
        {
            me.Mark = 0;
            Return();
        }
    }

    /// <summary>FollowerGates.Wait: woken, it looks again.</summary>
    private void FollowParked()
    {
        Me.Mark = Has(Fault.FollowerParksUnlooked) ? (byte)1 : (byte)0;
        Me.At = At.FollowLook;
    }

    /// <summary>CacheEngine.AfterFollowing.</summary>
    private void Followed()
    {
        if (SlotAt(Me.Slot).Word.Phase == SlotPhase.Failed)
        {
            Unpin(Me.Slot, At.Failed);
        }
        else
        {
            Me.At = configuration.IsCopied ? At.StaleLook : At.Acquired;
        }
    }

    /// <summary>CacheEngine.TryDropStale: the version is compared.</summary>
    private void StaleLook() =>
        Me.At = SlotAt(Me.Slot).Copied == _state.Versions[configuration.FileOf(Window)] ? At.Acquired : At.StaleDetach;

    /// <summary>CacheEngine.TryDropStale: Slot.TryDetach.</summary>
    private void StaleDetach()
    {
        ref SlotImage slot = ref SlotAt(Me.Slot);
        if (Has(Fault.StaleDroppedUnmarked))
        {
            Me.At = At.StaleClear;
        }
        else if (slot.Word.CanDetach(slot.Word.Generation))
        {
            FlushOwn();
            slot.Word = slot.Word.Detach();
            Me.At = At.StaleClear;
        }
        else
        {
            Unpin(Me.Slot, At.StaleGone);
        }
    }

    /// <summary>CacheEngine.TryDropStale: WindowDirectory.Clear, then the pin of the one who detaches.</summary>
    private void StaleClear()
    {
        ClearEntry(Window, Me.Slot);
        if (Has(Fault.StaleDroppedUnmarked))
        {
            Me.At = At.StaleDropped;
        }
        else
        {
            Unpin(Me.Slot, At.StaleDropped);
        }
    }

    private void StaleDropped() => Unpin(Me.Slot, At.StaleGone);

    private void StaleGone() => LookAgainForWindow();

    private void MissAgain() => LookAgainForWindow();

    // The acquisition starts again from the look-up: of its locals only what it is for is kept.
    private void LookAgainForWindow()
    {
        (byte wanted, byte zeros) = (Me.Wanted, Me.Zeros);
        ForgetLocals();
        (Me.Wanted, Me.Zeros, Me.At) = (wanted, zeros, At.ReadEntry);
    }

    private void ClearEntry(int window, int slot)
    {
        ref DirectoryEntry entry = ref _state.Entries[window];
        if (entry.WithoutLight != new DirectoryEntry(slot, SlotAt(slot).Word.Generation))
        {
            Found(Violation.ForeignEntryCleared, $"thread {_me} clears the entry of window {window}, which is not slot {slot}'s");
        }

        entry = default;
    }
}
