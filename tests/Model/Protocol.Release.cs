namespace MappingCache.Model;

/// <content>CacheEngine.cs: a pin is given back.</content>
internal sealed partial class Protocol
{
    /// <summary>Fault: whether somebody waits is read before the pin is taken off.</summary>
    private void CountEarly()
    {
        Me.Mark = _state.NeedsAttention ? (byte)1 : (byte)2;
        Me.At = At.Release;
    }

    /// <summary>CacheEngine.Release, by the one who holds the window.</summary>
    private void Release()
    {
        HoldImage hold = TakeHold();
        Unpin(hold.Slot, Has(Fault.UnpinTwice) ? At.ReleasedOnce : At.NextOperation);
        Unpin();
    }

    /// <summary>Fault: the same pin once more.</summary>
    private void ReleasedOnce() => Unpin(Me.Unpinned, At.NextOperation);

    private void Unpin(int slot, At then)
    {
        Me.Unpinned = (byte)slot;
        Call(At.Unpin, then);
    }

    /// <summary>Slot.Unpin, and CacheEngine.Release as far as the word says what to do.</summary>
    private void Unpin()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.Unpinned);
        FlushOwn();
        if (slot.Word.Pins == 0)
        {
            Found(Violation.PinBelowZero, $"thread {_me} gives back a pin of slot {me.Unpinned}, which has none");
            Return();
            return;
        }

        slot.Word = slot.Word.Unpin();
        byte early = me.Mark;
        me.Mark = 0;
        if (slot.Word.Pins > 0)
        {
            Return();
            return;
        }

        me.Life = new DirectoryEntry(me.Unpinned, slot.Word.Generation);
        if (slot.Word.Phase != SlotPhase.Ready && !(Has(Fault.DetachedStays) && slot.Word.Phase != SlotPhase.Failed))
        {
            AfterLastUnpin(slot.Word.Phase);
        }
        else if (early == 0)
        {
            me.Seen = Has(Fault.HandOffOnce) ? slot.Word : default;
            me.At = At.UnpinCount;
        }
        else if (early == 1)
        {
            AfterLastUnpin(SlotPhase.Ready);
        }
        else
        {
            Return();
        }
    }

    /// <summary>WaiterQueue.NeedsAttention, then CacheEngine.AfterLastUnpin.</summary>
    private void UnpinCount()
    {
        if (_state.NeedsAttention)
        {
            AfterLastUnpin(SlotPhase.Ready);
        }
        else
        {
            Me.Seen = default;
            Return();
        }
    }

    // CacheEngine.AfterLastUnpin: CacheEngine.LookForPoison first.
    private void AfterLastUnpin(SlotPhase phase)
    {
        Me.Was = phase;
        LookForPoison(At.UnpinLooked);
    }

    private void UnpinLooked()
    {
        TakeSaved(out SlotPhase phase);
        if (phase == SlotPhase.Failed)
        {
            Me.Given = (byte)Me.Life.Slot;
            Call(At.Recycle, At.UnreserveLook);
        }
        else
        {
            ReclaimIfNeeded(phase);
        }
    }

    // Without faults nothing came between, and it was found out just now.
    private void ReclaimIfNeeded(SlotPhase phase)
    {
        if (phase == SlotPhase.Ready && configuration.HasFaults)
        {
            Me.At = At.UnpinAgain;
        }
        else
        {
            Call(At.Reclaim, At.UnreserveLook);
        }
    }

    /// <summary>CacheEngine.AfterLastUnpin, AfterLight: WaiterQueue.NeedsAttention, after the look for poison.</summary>
    private void UnpinAgain()
    {
        if (_state.NeedsAttention)
        {
            Call(At.Reclaim, At.UnreserveLook);
        }
        else
        {
            Me.At = At.UnreserveLook;
        }
    }
}
