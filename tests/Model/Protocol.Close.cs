namespace MappingCache.Model;

/// <content>SlotSupply.TryClose and CacheEngine.Close.cs: the end of a cache.</content>
internal sealed partial class Protocol
{
    /// <summary>SlotSupply.TryClose: the flag.</summary>
    private void CloseFlag()
    {
        FlushOwn();
        if (_state.IsClosed)
        {
            NextOperation();
        }
        else
        {
            _state.IsClosed = true;
            Me.At = At.CloseQueue;
        }
    }

    /// <summary>WaiterQueue.Close.</summary>
    private void CloseQueue()
    {
        FlushOwn();
        _state.IsQueueClosed = !Has(Fault.ReleasesNotToldOfClose);
        while (_state.Waiting > 0)
        {
            int head = _state.Queue[0];
            Dequeue(head);
            Decide(head, Waiter.Outcome.Closed);
        }

        CallUnless(Has(Fault.CloserPassesNoBarrier), At.BarrierInUse, At.CloseSpares);
    }

    private void CloseSpares() => Call(At.SparesPop, At.CloseFiles);

    /// <summary>CacheEngine.DetachEverything.</summary>
    private void CloseFiles()
    {
        Me.File = 0;
        Call(At.DetachAll, At.DetachFiles);
    }

    private void DetachFiles()
    {
        Me.File++;
        if (Me.File < configuration.FileCount)
        {
            Call(At.DetachAll, At.DetachFiles);
        }
        else
        {
            // CacheEngine.LetGoOfDetached.
            if (Has(Fault.CloserLeavesDetached))
            {
                Call(At.UnreserveLook, At.NextOperation);
            }
            else
            {
                Me.At = At.LetGoLook;
            }
        }
    }

    /// <summary>CacheEngine.UnreserveIfIdle: whether the cache is closing.</summary>
    private void UnreserveLook()
    {
        if (_state.IsClosed)
        {
            Me.Cursor = 0;
            Me.At = At.UnreserveScan;
        }
        else
        {
            Return();
        }
    }

    /// <summary>CacheEngine.UnreserveIfIdle: a slot's word.</summary>
    private void UnreserveScan()
    {
        ref ThreadImage me = ref Me;
        SlotState word = SlotAt(me.Cursor).Word;
        bool isIdle = word.Phase is SlotPhase.Free or SlotPhase.Retired || (Has(Fault.UnreservedUnderLight) && word.Pins == 0);
        if (isIdle && ++me.Cursor < _state.Count)
        {
            return;
        }

        me.Cursor = 0;
        if (isIdle)
        {
            me.At = At.UnreserveSwap;
        }
        else
        {
            Return();
        }
    }

    /// <summary>CacheEngine.UnreserveIfIdle: the first gives the range back.</summary>
    private void UnreserveSwap()
    {
        FlushOwn();
        bool isFirst = !_state.IsUnreserved;
        if (!isFirst && Has(Fault.UnreservedTwice))
        {
            Found(Violation.UnreservedTwice, $"thread {_me} gives the range back once more");
        }

        _state.IsUnreserved = true;
        Return();
    }
}
