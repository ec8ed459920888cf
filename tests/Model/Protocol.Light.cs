namespace MappingCache.Model;

/// <content>MappedFile.Light.cs and CacheEngine.Light.cs: windows that only their thread knows of.</content>
internal sealed partial class Protocol
{
    /// <summary>ThreadRecords.TryGetForLight: the key, by which the thread finds its record.</summary>
    private void LightRead()
    {
        BeginAcquiring();
        if (!HasKey || !Read(_me, 0).IsEmpty)
        {
            Me.At = At.LightPoison;
        }
        else if (configuration.HasFaults)
        {
            Me.At = At.LightEntry;
        }
        else
        {
            LightEntry();
        }
    }

    private bool HasKey => Me.IsAdmitted && Me.HasKey && _state.LightKey == LightKey.Current;

    /// <summary>CacheEngine.TryBeginLight: the entry is read.</summary>
    private void LightEntry()
    {
        ref ThreadImage me = ref Me;
        me.Entry = MyEntry.WithLight;
        bool isNotLookedAt = Has(Fault.EntryNotLookedAtAgain) && MyEntry == me.Entry;
        me.At = isNotLookedAt ? At.LightName : At.LightNameFirst;
    }

    /// <summary>ThreadRecord.TryNameFirst: a plain store, which may come after a barrier that the read came before.</summary>
    private void LightNameFirst()
    {
        Name(0);
        Me.At = At.LightLook;
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
            Me.At = At.LightWithdraw;
        }
    }

    // CacheEngine.BeginLightSlowly: CacheEngine.LookForPoison.
    private void LightPoison() => LookForPoison(At.LightSlowRead);

    /// <summary>CacheEngine.BeginLightSlowly: the entry is read.</summary>
    private void LightSlowRead()
    {
        ref ThreadImage me = ref Me;
        TakeSaved(out _);
        me.Life = default;
        me.Entry = MyEntry;
        me.At = me.Entry.IsEmpty ? At.LightGone
            : HasKey ? At.LightWithdrawn
            : At.AdmitRecord;
    }

    /// <summary>LightPins.Admit: ThreadRecords.Mine.</summary>
    private void AdmitRecord()
    {
        FlushOwn();
        _state.Records |= Has(Fault.RecordListedTooLate) ? (byte)0 : MyRecord;
        Me.IsAdmitted = Me.HasKey = true;
        Me.At = At.AdmitInUse;
    }

    /// <summary>LightPins.Admit: light windows are in use, with a full fence.</summary>
    private void AdmitInUse()
    {
        FlushOwn();
        _state.InUse |= !Has(Fault.InUseTooLate);
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

    /// <summary>ThreadRecord.Name: a plain store to any free place.</summary>
    private void LightName()
    {
        Me.At = At.LightSlowEnd;
        for (int place = 0; place < configuration.Places; place++)
        {
            if (Read(_me, place).IsEmpty)
            {
                Name(place);
                Me.At = Has(Fault.EntryNotLookedAtAgain) ? At.LightSlowEnd : At.LightSlowLook;
                return;
            }
        }
    }

    /// <summary>CacheEngine.BeginLight: the entry is looked at again.</summary>
    private void LightSlowLook()
    {
        if (StandsAsNamed())
        {
            Me.At = At.LightFaults;
        }
        else
        {
            Me.At = At.LightSlowWithdraw;
        }
    }

    /// <summary>CacheEngine.BeginLight: Slot.Faults.</summary>
    private void LightFaults() =>
        Me.At = SlotAt(Me.Entry.Slot).HasFaults && !Has(Fault.LightLooksForNoFault) ? At.LightSlowWithdraw : At.LightSlowEnd;

    // CacheEngine.BeginLightSlowly: the pin that the bit was set under is given back.
    private void LightSlowEnd()
    {
        if (Me.IsPinnedForLight)
        {
            Me.IsPinnedForLight = false;
            Unpin(Me.Slot, At.LightSlowEnd);
        }
        else if (IsAdmittedTooLate)
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

    private byte MyRecord => (byte)(1 << _me);

    private bool IsAdmittedTooLate => (Has(Fault.InUseTooLate) && !_state.InUse) ||
        (Has(Fault.RecordListedTooLate) && (_state.Records & MyRecord) == 0);

    /// <summary>Fault: light windows are in use, and the record is known, from here on.</summary>
    private void LateInUse()
    {
        FlushOwn();
        _state.InUse = true;
        _state.Records |= MyRecord;
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
        if (configuration.HasFaults)
        {
            LookForPoison(At.AfterLightLook);
        }
        else
        {
            Call(At.Reclaim, At.UnreserveLook);
        }
    }

    /// <summary>CacheEngine.AfterLight: Slot.State, after the look for poison.</summary>
    private void AfterLightLook()
    {
        ref ThreadImage me = ref Me;
        TakeSaved(out _);
        SlotState word = SlotAt(me.Life.Slot).Word;
        me.Life = new DirectoryEntry(me.Life.Slot, word.Generation);
        ReclaimIfNeeded(word.Phase);
    }

    /// <summary>CacheEngine.TryShare: Slot.TryPinHeld, which waits while the slot is Dying.</summary>
    private void Share()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.FirstHold.Slot);
        FlushOwn();
        slot.Word = Counted(slot.Word.Pin());
        me.At = At.ShareEnd;
    }

    /// <summary>CacheEngine.TryShare: the light window ends.</summary>
    private void ShareEnd()
    {
        ref ThreadImage me = ref Me;
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

    /// <summary>CacheEngine.Withdraw: ThreadRecord.End. Whoever wanted the slot may have found it named, in vain.</summary>
    private void LightWithdraw() => Withdraw(At.LightPoison);

    /// <summary>The same, on the slow path.</summary>
    private void LightSlowWithdraw() => Withdraw(At.LightSlowEnd);

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
