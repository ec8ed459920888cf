namespace MappingCache.Model;

/// <content>MappedFile.Light.cs and CacheEngine.Light.cs: windows that only their thread knows of.</content>
internal sealed partial class Protocol
{
    /// <summary>CacheEngine.TryBeginLight: the entry is read and named, by a plain store.</summary>
    private void LightRead()
    {
        ref ThreadImage me = ref Me;
        me.Wanted = _state.Settled[configuration.FileOf(Window)];
        if (!me.IsAdmitted || !Read(_me, 0).IsEmpty)
        {
            me.At = At.LightSlowRead;
            return;
        }

        me.Entry = MyEntry.WithLight;
        Name(0);
        me.At = Has(Fault.EntryNotLookedAtAgain) && MyEntry == me.Entry ? At.LightName : At.LightLook;
    }

    /// <summary>CacheEngine.TryBeginLight: the entry is looked at again.</summary>
    private void LightLook()
    {
        if (StandsAsNamed())
        {
            HoldLight();
        }
        else
        {
            Me.At = At.LightLookSlowly;
        }
    }

    /// <summary>MappedFile.AcquireLightSlowly: and once more, before the name is withdrawn.</summary>
    private void LightLookSlowly()
    {
        if (StandsAsNamed())
        {
            HoldLight();
        }
        else
        {
            Withdraw(At.LightSlowRead);
        }
    }

    /// <summary>CacheEngine.BeginLightSlowly: the entry is read.</summary>
    private void LightSlowRead()
    {
        ref ThreadImage me = ref Me;
        me.Entry = MyEntry;
        me.At = me.Entry.IsEmpty ? At.LightGone
            : me.IsAdmitted ? At.LightWithdrawn
            : At.AdmitRecord;
    }

    /// <summary>LightPins.Admit: ThreadRecords.Mine.</summary>
    private void AdmitRecord()
    {
        FlushOwn();
        _state.Records |= (byte)(1 << _me);
        Me.At = At.AdmitInUse;
    }

    /// <summary>LightPins.Admit: light windows are in use, with a full fence.</summary>
    private void AdmitInUse()
    {
        FlushOwn();
        _state.InUse |= !Has(Fault.InUseTooLate);
        Me.IsAdmitted = true;
        Me.At = At.LightWithdrawn;
    }

    /// <summary>CacheEngine.BeginLightSlowly: admitted, with nothing named.</summary>
    private void LightWithdrawn()
    {
        if (Me.Entry.AllowsLight)
        {
            Me.At = At.LightName;
        }
        else if (Has(Fault.BitWithoutPin))
        {
            Me.Entry = Me.Entry.WithLight;
            Me.At = At.LightAllow;
        }
        else
        {
            Me.At = At.LightPin;
        }
    }

    /// <summary>CacheEngine.BeginLightSlowly: Slot.TryPinReady.</summary>
    private void LightPin()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.Entry.Slot);
        if (!slot.Word.IsReadyIn(me.Entry.Life))
        {
            me.At = At.LightGone;
            return;
        }

        FlushOwn();
        slot.Word = Counted(slot.Word.Pin());
        me.IsPinnedForLight = true;
        me.Slot = (byte)me.Entry.Slot;
        me.Entry = me.Entry.WithLight;
        me.At = At.LightAllow;
    }

    /// <summary>WindowDirectory.TryAllowLight.</summary>
    private void LightAllow()
    {
        ref ThreadImage me = ref Me;
        FlushOwn();
        if (MyEntry.WithLight == me.Entry)
        {
            MyEntry = me.Entry;
            me.At = At.LightName;
        }
        else
        {
            me.At = At.LightSlowEnd;
        }
    }

    // ThreadRecord.Name: any free place.
    private void LightName()
    {
        ref ThreadImage me = ref Me;
        if (me.Name != 0)
        {
            // Fault: named on the fast path, and not looked at again.
            HoldLight();
            return;
        }

        for (int place = 0; place < configuration.Places; place++)
        {
            if (Read(_me, place).IsEmpty)
            {
                Name(place);
                me.At = Has(Fault.EntryNotLookedAtAgain) ? At.LightSlowEnd : At.LightSlowLook;
                return;
            }
        }

        me.At = At.LightSlowEnd;
    }

    /// <summary>CacheEngine.BeginLight: the entry is looked at again.</summary>
    private void LightSlowLook()
    {
        if (StandsAsNamed())
        {
            Me.At = At.LightSlowEnd;
        }
        else
        {
            Withdraw(At.LightSlowEnd);
        }
    }

    // CacheEngine.BeginLightSlowly: the pin that the bit was set under is given back.
    private void LightSlowEnd()
    {
        if (Me.IsPinnedForLight)
        {
            Me.IsPinnedForLight = false;
            Unpin(Me.Slot, At.LightSlowEnd);
        }
        else if (Has(Fault.InUseTooLate) && !_state.InUse)
        {
            Me.At = At.LateInUse;
        }
        else if (Me.Name != 0)
        {
            HoldLight();
        }
        else
        {
            Me.At = At.LightGone;
        }
    }

    /// <summary>Fault: light windows are in use from here on.</summary>
    private void LateInUse()
    {
        FlushOwn();
        _state.InUse = true;
        Me.At = At.LightSlowEnd;
    }

    // MappedFile.AcquireLightSlowly: the window is acquired as others are.
    private void LightGone()
    {
        if (Operation.Kind == 'T')
        {
            NextOperation();
        }
        else
        {
            LookAgainForWindow();
        }
    }

    /// <summary>CacheEngine.EndLight, by the one who holds the window: ThreadRecord.End, a plain store.</summary>
    private void EndLight()
    {
        HoldImage hold = TakeHold();
        Me.Ended = hold.Slot;
        Store(hold.Place, default);
        CallUnless(Has(Fault.LightEndLooksForNobody), At.LightCount, At.NextOperation);
    }

    /// <summary>CacheEngine.EndLight: WaiterQueue.NeedsAttention, without a fence.</summary>
    private void LightCount()
    {
        if (_state.NeedsAttention)
        {
            Me.At = At.AfterLight;
        }
        else
        {
            Me.Ended = 0;
            Return();
        }
    }

    /// <summary>CacheEngine.AfterLight: a full fence, then Slot.State.</summary>
    private void AfterLight()
    {
        ref ThreadImage me = ref Me;
        if (!Has(Fault.NoFenceAfterLight))
        {
            FlushOwn();
        }

        me.Life = new DirectoryEntry(me.Ended, SlotAt(me.Ended).Word.Generation);
        me.Ended = 0;
        Call(At.Reclaim, At.UnreserveLook);
    }

    /// <summary>CacheEngine.TryShare: Slot.TryPinHeld, which waits while the slot is Dying; then the light window ends.</summary>
    private void Share()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.FirstHold.Slot);
        FlushOwn();
        slot.Word = Counted(slot.Word.Pin());
        me.Ended = me.FirstHold.Slot;
        Store(me.FirstHold.Place, default);
        (me.FirstHold.Kind, me.FirstHold.Place) = (HoldKind.Pin, 0);
        Call(At.LightCount, At.NextOperation);
    }

    private void HoldLight()
    {
        Me.Slot = (byte)Me.Entry.Slot;
        Hold(HoldKind.Light);
    }

    private void Name(int place)
    {
        Store(place, Me.Entry);
        Me.Name = (byte)(place + 1);
    }

    // Whoever wanted the slot may have found it named, in vain.
    private void Withdraw(At then)
    {
        ref ThreadImage me = ref Me;
        Store(me.Name - 1, default);
        (me.Ended, me.Name) = ((byte)me.Entry.Slot, 0);
        CallUnless(Has(Fault.WithdrawalLooksForNobody), At.LightCount, then);
    }

    private bool StandsAsNamed() => Has(Fault.LookIgnoresGeneration)
        ? MyEntry.AllowsLight && MyEntry.Slot == Me.Entry.Slot
        : MyEntry == Me.Entry;
}
