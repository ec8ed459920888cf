namespace MappingCache.Model;

/// <content>FileLease.cs and CacheEngine.FileLeases.cs: windows of the first file are mapped only while its lease is held, and whoever wants to write waits until none is.</content>
internal sealed partial class Protocol
{
    private bool HasLease => configuration.HasLease && configuration.FileOf(Window) == 0;

    /// <summary>CacheEngine.Lease: FileLease.IsHeldBy.</summary>
    private void LeaseLook()
    {
        if (_state.IsLeaseHeld)
        {
            Return(result: true);
        }
        else
        {
            Me.At = At.LeaseEpoch;
        }
    }

    /// <summary>CacheEngine.Lease: FileLease.Epoch, before the lease is asked for.</summary>
    private void LeaseEpoch()
    {
        Me.Epoch = _state.Epoch;
        Me.At = At.LeaseMayAsk;
    }

    /// <summary>FileLease.MayAsk.</summary>
    private void LeaseMayAsk()
    {
        FlushOwn();
        if (_state.IsAnswering)
        {
            LeaseNotYet();
        }
        else
        {
            Me.At = Has(Fault.AskedUnlocked) ? At.LeaseWatch : At.LeaseAsk;
        }
    }

    /// <summary>Fault: whom the system tells when it is broken is said without the file's lock.</summary>
    private void LeaseWatch()
    {
        _state.HasAnswer = true;
        Me.At = At.LeaseAsk;
    }

    // While it is being answered, or the back-off is not over, which may last as long as it likes: the window is read aside.
    private void LeaseNotYet()
    {
        Me.Epoch = 0;
        Return(result: false);
    }

    /// <summary>IOsFile.TryLease, under the file's lock: whom to tell when it is broken, and the lease, which the system gives on no file that is open for writing.</summary>
    private void LeaseAsk()
    {
        FlushOwn();
        _state.HasAnswer |= !Has(Fault.AskedUnlocked);
        _state.IsLeased |= _state.Writers == 0;
        Me.At = _state.Writers == 0 ? At.LeaseHold : At.LeasePutOff;
    }

    /// <summary>FileLease.TryHold.</summary>
    private void LeaseHold()
    {
        FlushOwn();
        bool isHeld = Me.Epoch == _state.Epoch || Has(Fault.HeldInAnyEpoch);
        if (isHeld)
        {
            _state.IsLeaseLost = false;
            _state.IsLeaseHeld = true;
        }

        Me.Epoch = 0;
        Return(isHeld);
    }

    /// <summary>FileLease.TryPutOff.</summary>
    private void LeasePutOff()
    {
        FlushOwn();
        bool isMine = Me.Epoch == _state.Epoch && !_state.IsLeaseHeld;
        Me.Epoch = 0;
        if (isMine)
        {
            Lose();
            Me.File = 0;
            Call(At.GiveUp, At.LeaseGone);
        }
        else
        {
            Return(result: false);
        }
    }

    private void LeaseGone() => Return(result: false);

    private void LeaseHad()
    {
        if (Me.Result || !HasLease)
        {
            Me.Result = false;
            Call(At.TakeCount, At.MissTaken);
        }
        else
        {
            Call(At.UnreserveLook, At.Failed);
        }
    }

    private void Lose()
    {
        _state.Epoch++;
        _state.IsLeaseLost = true;
        _state.IsLeaseHeld = false;
    }

    /// <summary>FileLease.BeginMap.</summary>
    private void LeaseBeginMap()
    {
        if (HasLease)
        {
            FlushOwn();
            Me.Epoch = _state.IsLeaseLost ? ThreadImage.NoEpoch : _state.Epoch;
        }

        Me.At = At.BeginMap;
    }

    /// <summary>Fault: the epoch is read once the mapping is made.</summary>
    private void LateEpoch()
    {
        FlushOwn();
        Me.Epoch = _state.Epoch;
        Me.At = At.MapDone;
    }

    /// <summary>CacheEngine.GiveUpUnheld.</summary>
    private void GiveUp() => Call(At.SparesPop, At.GiveUpWindows);

    private void GiveUpWindows()
    {
        Me.Window = 0;
        GiveUpNextOfFile();
    }

    private void GiveUpNext()
    {
        (Me.Entry, Me.Life, Me.Slot) = (default, default, 0);
        Me.Window++;
        GiveUpNextOfFile();
    }

    private void GiveUpNextOfFile()
    {
        ref ThreadImage me = ref Me;
        while (me.Window < configuration.Windows && configuration.FileOf(me.Window) != 0)
        {
            me.Window++;
        }

        if (me.Window < configuration.Windows)
        {
            me.At = At.GiveUpRead;
        }
        else
        {
            me.Window = 0;
            Return();
        }
    }

    /// <summary>CacheEngine.GiveUpUnheld: the entry.</summary>
    private void GiveUpRead()
    {
        ref ThreadImage me = ref Me;
        me.Entry = _state.Entries[me.Window];
        me.At = me.Entry.IsEmpty ? At.GiveUpNext : At.GiveUpMark;
    }

    /// <summary>CacheEngine.TryDetach: Slot.TryDetach.</summary>
    private void GiveUpMark()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.Entry.Slot);
        if (!slot.Word.CanDetach(me.Entry.Generation))
        {
            me.At = At.GiveUpLook;
            return;
        }

        FlushOwn();
        slot.Word = slot.Word.Detach();
        me.Slot = (byte)me.Entry.Slot;
        me.At = At.GiveUpClear;
    }

    /// <summary>CacheEngine.IsBeingMapped: who maps it finds that the epoch has moved on. Otherwise somebody is about to clear the entry, or to put it back.</summary>
    private void GiveUpLook()
    {
        ref ThreadImage me = ref Me;
        SlotState word = SlotAt(me.Entry.Slot).Word;
        bool isLeft = (word.Phase == SlotPhase.Mapping && word.Generation == me.Entry.Generation) ||
            (Has(Fault.BreakSkipsDying) && word.Phase == SlotPhase.Dying);
        me.At = isLeft ? At.GiveUpNext : At.GiveUpRead;
    }

    /// <summary>CacheEngine.TryDetach: WindowDirectory.Clear, then the pin of the one who detaches.</summary>
    private void GiveUpClear()
    {
        ClearEntry(Me.Window, Me.Slot);
        Unpin(Me.Slot, At.GiveUpNext);
    }

    /// <summary>CacheEngine.SwapHeld.</summary>
    private void SwapBarrier() => CallUnless(Has(Fault.SwapPassesNoBarrier), At.BarrierInUse, At.SwapSlots);

    private void SwapSlots()
    {
        Me.Look = 0;
        Me.At = At.SwapPin;
    }

    /// <summary>CacheEngine.TryPinDetached: Slot.TryPinDetached of what was looked at.</summary>
    private void SwapPin()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.Look);
        bool isSkipped = Has(Fault.SwapSkipsLight) && slot.Word.Pins == 0;
        if (slot.Word.Phase == SlotPhase.Detached && !isSkipped)
        {
            FlushOwn();
            slot.Word = Counted(slot.Word.Pin());
            me.At = At.SwapCopy;
        }
        else if (slot.Word.Phase == SlotPhase.Dying && !Has(Fault.SwapSkipsDying))
        {
            me.Life = new DirectoryEntry(me.Look, slot.Word.Generation);
            Call(At.HoldInUse, At.SwapLook);
        }
        else
        {
            me.At = At.SwapNext;
        }
    }

    // One that a light window holds was claimed in vain, and is about to be given back.
    private void SwapLook() => Me.At = Me.Result ? At.SwapPin : At.SwapNext;

    /// <summary>CacheEngine.Swap: IAddressSpace.SwapForCopy, then SlotOwner.Copied.</summary>
    private void SwapCopy()
    {
        ref SlotImage slot = ref SlotAt(Me.Look);
        UseRange();
        if (IsLive(slot))
        {
            slot.MapsVersion = _state.Versions[0];
            slot.Copied = (byte)(slot.MapsVersion + 1);
        }

        Unpin(Me.Look, At.SwapNext);
    }

    private bool IsLive(in SlotImage slot) => slot.Maps != 0 && configuration.FileOf(slot.Maps - 1) == 0 && slot.Copied == 0;

    private void SwapNext()
    {
        ref ThreadImage me = ref Me;
        (me.Life, me.Result, me.Was) = (default, false, default);
        me.Look++;
        if (me.Look < _state.Count)
        {
            me.At = At.SwapPin;
        }
        else
        {
            me.Look = 0;
            me.At = Has(Fault.LeaseEndedBeforeSwap) || Has(Fault.AskedBeforeLeaseHasEnded) ? At.LeaseAnswered : At.LeaseEnd;
        }
    }

    /// <summary>The file is opened for writing, which is held up while there is a lease. The first is told of.</summary>
    private void WriteOpen()
    {
        bool breaks = _state.IsLeased && !_state.IsBroken;
        _state.IsBroken = _state.IsLeased;
        _state.Writers += Operation.Kind == 'W' ? (byte)1 : (byte)0;
        Me.At = breaks && _state.HasAnswer ? At.LeaseBreak : At.WriteWait;
    }

    /// <summary>CacheEngine.AnswerBreak, which goes on while the writer waits, or after it has gone: FileLease.Break.</summary>
    private void LeaseBreak()
    {
        FlushOwn();
        _state.IsAnswering = true;
        if (!Has(Fault.EpochMovesAfterGivingUp))
        {
            Lose();
        }

        Me.File = 0;
        CallUnless(Has(Fault.BreakDetachesNothing), At.GiveUp, Has(Fault.LeaseEndedBeforeSwap) ? At.LeaseEnd : At.SwapBarrier);
    }

    /// <summary>IOsFile.EndLease.</summary>
    private void LeaseEnd()
    {
        if (Has(Fault.EpochMovesAfterGivingUp))
        {
            Lose();
        }

        _state.IsLeased = _state.IsBroken = _state.HasAnswer = false;
        Me.At = Has(Fault.LeaseEndedBeforeSwap) ? At.SwapBarrier
            : Has(Fault.AskedBeforeLeaseHasEnded) ? At.WriteWait
            : At.LeaseAnswered;
    }

    /// <summary>FileLease.Answered.</summary>
    private void LeaseAnswered()
    {
        FlushOwn();
        _state.IsAnswering = false;
        Me.At = Has(Fault.AskedBeforeLeaseHasEnded) ? At.LeaseEnd : At.WriteWait;
    }

    /// <summary>Nobody holds the writer up any more.</summary>
    private void WriteWait()
    {
        if (Operation.Kind == 'W')
        {
            Me.At = At.Write;
        }
        else
        {
            Call(At.UnreserveLook, At.NextOperation);
        }
    }

    /// <summary>The file is written to.</summary>
    private void Write()
    {
        Me.Wanted = ++_state.Versions[0];
        Me.At = At.WriteClose;
    }

    /// <summary>The file is closed. Whoever asks from here on gets what was written.</summary>
    private void WriteClose()
    {
        _state.Writers--;
        Acknowledge(0);
        Call(At.UnreserveLook, At.NextOperation);
    }
}
