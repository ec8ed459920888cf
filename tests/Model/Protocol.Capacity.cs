namespace MappingCache.Model;

/// <content>SlotResizer.cs, and SlotSupply.Grow with SlotTable.cs: how many slots there are.</content>
internal sealed partial class Protocol
{
    // SlotSupply.TryUnmap by the resize that was granted the slot.
    private bool IsRetiring => Operation.Kind == 'S' && Me.Taken == Taken.Slot;

    /// <summary>SlotSupply.Grow, SlotTable.TryGrow under the table's lock. The look without the lock is as good: the limit is never below the count, so finding them equal is true of the moment when the limit is read.</summary>
    private void Grow()
    {
        ref ThreadImage me = ref Me;
        if (_state.Count == _state.Limit)
        {
            Return(result: false);
            return;
        }

        FlushOwn();
        me.NewFrom = _state.Count;
        me.NewTo = _state.Count = (byte)Math.Min(_state.Count + configuration.Chunk, _state.Limit);
        me.At = At.GrowPush;
    }

    /// <summary>SlotSupply.Grow: FreeSlots.Push of a new slot.</summary>
    private void GrowPush()
    {
        ref ThreadImage me = ref Me;
        me.NewTo--;
        Push(SlotList.Free, me.NewTo);
        if (me.NewTo == me.NewFrom)
        {
            (me.NewFrom, me.NewTo) = (0, 0);
            CallUnless(Has(Fault.GrownWithoutServing), At.ServeCount, At.GrowDone);
        }
    }

    private void GrowDone() => Return(result: true);

    /// <summary>SlotResizer.Resize: its turn.</summary>
    private void TakeTurn()
    {
        FlushOwn();
        _state.Turn = (byte)(_me + 1);
        Me.At = At.ResizeLook;
    }

    /// <summary>SlotResizer.ChangeAtOnce: whether the cache is closed.</summary>
    private void ResizeLook() => Me.At = _state.IsClosed ? At.EndTurn
        : Operation.Kind == 'S' ? At.Lower
        : At.ResizeServe;

    /// <summary>SlotResizer.ChangeAtOnce: SlotTable.Lower; else a slot is taken as by a miss.</summary>
    private void Lower()
    {
        FlushOwn();
        if (_state.Limit > _state.Count)
        {
            _state.Limit--;
            _state.InService--;
            Me.At = At.EndTurn;
        }
        else
        {
            Call(At.TakeCount, At.Retire);
        }
    }

    /// <summary>SlotResizer.Retire: SlotSupply.TryUnmap.</summary>
    private void Retire()
    {
        ref ThreadImage me = ref Me;
        if (me.Taken != Taken.Slot)
        {
            me.At = At.EndTurn;
            return;
        }

        (me.Given, me.Slot) = (me.Slot, 0);
        me.At = SlotAt(me.Given).Owner == 0 ? At.RetireWord : At.UnmapLook;
    }

    /// <summary>Slot.Retire.</summary>
    private void RetireWord()
    {
        ref SlotImage slot = ref SlotAt(Me.Given);
        slot.Word = slot.Word.Retire();
        slot.List = SlotList.Retired;
        _state.InService -= Has(Fault.RetiredInService) ? (byte)0 : (byte)1;
        (Me.Given, Me.Taken) = (0, Taken.NotYet);
        Me.At = At.EndTurn;
    }

    // SlotResizer.Retire: the slot could not be unmapped, and goes back.
    private void Retired()
    {
        Me.Taken = Taken.NotYet;
        Call(At.Recycle, At.EndTurn);
    }

    // SlotResizer.ChangeAtOnce: a slot that is retired goes back; else more may be taken. No step of it is shared but by turns.
    private void ResizeServe()
    {
        ref ThreadImage me = ref Me;
        _state.InService++;
        for (byte index = 0; index < _state.Count; index++)
        {
            if (SlotAt(index).List == SlotList.Retired)
            {
                SlotAt(index).List = SlotList.None;
                me.Given = index;
                Call(At.Recycle, At.Resized);
                return;
            }
        }

        me.At = At.Raise;
    }

    /// <summary>SlotTable.Raise.</summary>
    private void Raise()
    {
        FlushOwn();
        _state.Limit++;
        Me.At = At.Resized;
    }

    private void Resized() => CallUnless(Has(Fault.GrowthNotOffered), At.GrowthCount, At.EndTurn);

    /// <summary>SlotResizer.EndTurn, then CacheEngine.Resize: UnreserveIfIdle.</summary>
    private void EndTurn()
    {
        FlushOwn();
        _state.Turn = 0;
        Call(At.UnreserveLook, At.NextOperation);
    }
}
