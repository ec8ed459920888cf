namespace MappingCache.Model;

/// <content>SlotSupply.QueueUp, LookAgain and Leave, and WaiterQueue.cs: whoever finds no slot waits for one.</content>
internal sealed partial class Protocol
{
    /// <summary>WaiterQueue.Enqueue.</summary>
    private void Enqueue()
    {
        ref ThreadImage me = ref Me;
        FlushOwn();
        if (_state.IsQueueClosed)
        {
            Decide(_me, Waiter.Outcome.Closed);
        }
        else
        {
            _state.Queue[_state.Waiting++] = (byte)_me;
            me.IsFirst = Has(Fault.ReliesOnFinishedFirst) ? !_state.HasLooked : _state.Waiting == 1;
            _state.HasLooked |= Has(Fault.ReliesOnFinishedFirst);
        }

        me.At = Operation.Kind == 'S' || Has(Fault.EntryNotReadAgain) ? At.QueuedUp : At.EnqueueRead;
    }

    /// <summary>SlotSupply.QueueUp: the window may have got an entry meanwhile.</summary>
    private void EnqueueRead()
    {
        Me.IsMapped = !MyEntry.IsEmpty;
        CallUnless(!Me.IsMapped, At.Leave, At.QueuedUp);
    }

    /// <summary>SlotSupply.Leave, WaiterQueue.TryLeave.</summary>
    private void Leave()
    {
        ref ThreadImage me = ref Me;
        FlushOwn();
        (Waiter.Outcome outcome, byte granted) = ((Waiter.Outcome)me.Outcome, me.GrantedSlot);
        (me.Outcome, me.GrantedSlot) = (0, 0);
        if (outcome == Waiter.Outcome.Waiting)
        {
            Dequeue(_me);
        }

        if (outcome == Waiter.Outcome.Granted && !Has(Fault.CancelledKeepsGrant))
        {
            me.Given = granted;
            me.At = At.PassOnCount;
        }
        else
        {
            Return();
        }
    }

    /// <summary>SlotSupply.QueueUp: also when the first has just left.</summary>
    private void QueuedUp()
    {
        bool looks = Me.IsFirst && !Has(Fault.NobodyLooksAgain) && !(Has(Fault.LeavingFirstLooksNot) && Me.IsMapped);
        Me.IsFirst = false;
        CallUnless(!looks, At.LookAgain, At.WaitOrRetry);
    }

    private void WaitOrRetry()
    {
        if (Me.IsMapped)
        {
            Return(Taken.Retry);
        }
        else
        {
            Me.At = At.Sleep;
        }
    }

    /// <summary>SlotSupply.LookAgain: the process-wide barrier.</summary>
    private void LookAgain() => CallUnless(Has(Fault.WaiterPassesNoBarrier), At.BarrierInUse, At.LookSpares);

    private void LookSpares() => Call(At.SparesPop, At.LookServe);

    private void LookServe() => Call(At.ServeCount, At.LookGrowth);

    private void LookGrowth() => Call(At.GrowthCount, At.LookSlots);

    private void LookSlots()
    {
        Me.Look = 0;
        Me.At = At.LookMore;
    }

    /// <summary>SlotSupply.ServeFromGrowth: WaiterQueue.Count.</summary>
    private void GrowthCount()
    {
        if (_state.Waiting != 0)
        {
            Call(At.Grow, At.LookGrew);
        }
        else
        {
            Return();
        }
    }

    private void LookGrew()
    {
        if (Me.Result)
        {
            Me.At = At.GrowthCount;
        }
        else
        {
            Return();
        }
    }

    /// <summary>SlotSupply.LookAgain: SlotTable.Count.</summary>
    private void LookMore()
    {
        if (Me.Look < _state.Count)
        {
            Me.At = At.LookCount;
        }
        else
        {
            EndLook();
        }
    }

    /// <summary>SlotSupply.LookAgain: for as long as anybody waits.</summary>
    private void LookCount()
    {
        bool goesOn = Has(Fault.FirstStopsWhenServed) ? IsQueued(_me) : _state.Waiting != 0;
        if (goesOn)
        {
            Me.At = At.LookSlot;
        }
        else
        {
            EndLook();
        }
    }

    /// <summary>SlotSupply.LookAgain: Slot.State, then TryReclaim.</summary>
    private void LookSlot()
    {
        Me.Life = new DirectoryEntry(Me.Look, SlotAt(Me.Look).Word.Generation);
        Call(At.Reclaim, At.LookNext);
    }

    private void LookNext()
    {
        Me.Look++;
        Me.At = At.LookMore;
    }

    private void EndLook()
    {
        Me.Look = 0;
        Return();
    }

    /// <summary>Waiter: the wait was decided.</summary>
    private void Sleep()
    {
        ref ThreadImage me = ref Me;
        bool isGranted = (Waiter.Outcome)me.Outcome == Waiter.Outcome.Granted;
        me.Slot = isGranted ? me.GrantedSlot : (byte)0;
        (me.Outcome, me.GrantedSlot) = (0, 0);
        Return(isGranted ? Taken.Slot : Taken.Retry);
    }

    // SlotSupply.Take: a waiter that is gone must not be granted a slot. FollowerGates.Wait: its pin is given back.
    private void Cancel()
    {
        if (Me.At == At.Sleep)
        {
            Call(At.Leave, At.CancelledTake);
            Leave();
        }
        else
        {
            FlushOwn();
            SlotAt(Me.Slot).Parked &= (byte)~(1 << _me);
            Me.Returns >>= 8;
            if (Has(Fault.CancelledFollowerKeepsPin))
            {
                Me.At = At.Failed;
            }
            else
            {
                Unpin(Me.Slot, At.Failed);
            }
        }
    }

    private void CancelledTake() => Return(Taken.Nothing);

    private bool IsQueued(int thread)
    {
        for (int place = 0; place < _state.Waiting; place++)
        {
            if (_state.Queue[place] == thread)
            {
                return true;
            }
        }

        return false;
    }

    private void Dequeue(int thread)
    {
        int kept = 0;
        for (int place = 0; place < _state.Waiting; place++)
        {
            if (_state.Queue[place] != thread)
            {
                _state.Queue[kept++] = _state.Queue[place];
            }
        }

        _state.Queue[kept] = 0;
        _state.Waiting = (byte)kept;
    }

    private void Decide(int thread, Waiter.Outcome outcome, int slot = 0)
    {
        _state.Threads[thread].Outcome = (byte)outcome;
        _state.Threads[thread].GrantedSlot = (byte)slot;
    }

    // WaiterQueue.TryGrant, under the queue's lock.
    private bool TryGrant(int slot)
    {
        FlushOwn();
        if (_state.Waiting == 0)
        {
            return false;
        }

        int head = _state.Queue[0];
        Dequeue(head);
        Decide(head, Waiter.Outcome.Granted, slot);
        return true;
    }
}
