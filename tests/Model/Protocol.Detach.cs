namespace MappingCache.Model;

/// <content>CacheEngine.Invalidate, DetachAll and Detach; FileEntry.Refresh.</content>
internal sealed partial class Protocol
{
    /// <summary>FileEntry.Refresh: a file is found changed.</summary>
    private void Refresh()
    {
        FlushOwn();
        Me.Wanted = ++_state.Versions[Window];
        Me.At = At.RefreshDone;
    }

    /// <summary>FileEntry.Refresh has returned.</summary>
    private void RefreshDone()
    {
        Acknowledge(Window);
        NextOperation();
    }

    /// <summary>The file is changed, and then CacheEngine.Invalidate is called.</summary>
    private void Invalidate()
    {
        FlushOwn();
        Me.Wanted = ++_state.Versions[Window];
        Me.File = (byte)Window;
        Call(At.DetachAll, At.InvalidateDone);
    }

    /// <summary>CacheEngine.Invalidate has returned.</summary>
    private void InvalidateDone()
    {
        Acknowledge(Window);
        NextOperation();
    }

    private void Acknowledge(int file) => _state.Settled[file] = Math.Max(_state.Settled[file], Me.Wanted);

    /// <summary>CacheEngine.DetachAll.</summary>
    private void DetachAll() => Call(At.SparesPop, At.DetachWindows);

    private void DetachWindows()
    {
        Me.Window = 0;
        DetachNextOfFile();
    }

    private void DetachNext()
    {
        (Me.Entry, Me.Life, Me.Slot) = (default, default, 0);
        Me.Window++;
        DetachNextOfFile();
    }

    private void DetachNextOfFile()
    {
        ref ThreadImage me = ref Me;
        while (me.Window < configuration.Windows && configuration.FileOf(me.Window) != me.File)
        {
            me.Window++;
        }

        if (me.Window < configuration.Windows)
        {
            me.At = At.DetachRead;
        }
        else
        {
            me.Window = 0;
            me.At = At.UnreserveLook;
        }
    }

    /// <summary>CacheEngine.Detach: the entry.</summary>
    private void DetachRead()
    {
        ref ThreadImage me = ref Me;
        (me.Life, me.Slot) = (default, 0);
        me.Entry = _state.Entries[me.Window];
        me.At = me.Entry.IsEmpty ? At.DetachNext
            : Has(Fault.EntryClearedBeforeMark) ? At.DetachEarlyClear
            : At.DetachMark;
    }

    /// <summary>Slot.TryDetach.</summary>
    private void DetachMark()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.Entry.Slot);
        if (!slot.Word.CanDetach(me.Entry.Generation))
        {
            me.At = Has(Fault.DetachSkipsDying) && slot.Word.Phase == SlotPhase.Dying ? At.DetachNext
                : Has(Fault.DetachSkipsMapping) && slot.Word.Phase == SlotPhase.Mapping ? At.DetachNext
                : At.DetachPin;
            return;
        }

        FlushOwn();
        slot.Word = slot.Word.Detach();
        me.Slot = (byte)me.Entry.Slot;
        me.At = At.DetachClear;
    }

    /// <summary>Slot.TryPin, to wait for a mapping in progress; whoever has claimed the slot is about to clear its entry.</summary>
    private void DetachPin()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.Entry.Slot);
        if (!slot.Word.CanPin(me.Entry.Generation))
        {
            me.At = At.DetachRead;
            return;
        }

        FlushOwn();
        slot.Word = Counted(slot.Word.Pin());
        me.Slot = (byte)me.Entry.Slot;
        me.Entry = default;
        CallUnless(slot.Word.Phase != SlotPhase.Mapping, At.FollowLook, At.DetachFollowed);
    }

    private void DetachFollowed() => Unpin(Me.Slot, At.DetachRead);

    /// <summary>WindowDirectory.Clear, then the pin of the one who detaches.</summary>
    private void DetachClear()
    {
        if (!Has(Fault.EntryClearedBeforeMark))
        {
            ClearEntry(Me.Window, Me.Slot);
        }

        Unpin(Me.Slot, At.DetachNext);
    }

    /// <summary>Fault: the entry is cleared first, the mark comes later.</summary>
    private void DetachEarlyClear()
    {
        _state.Entries[Me.Window] = default;
        Me.At = At.DetachMark;
    }
}
