namespace MappingCache.Model;

/// <content>CacheEngine.TryMiss, SlotSupply.TryTakeNow and WindowMapper.cs: a slot is found, named and mapped.</content>
internal sealed partial class Protocol
{
    /// <summary>CacheEngine.BeginMiss.</summary>
    private void BeginMiss()
    {
        if (_state.IsClosed)
        {
            Me.At = At.Failed;
        }
        else
        {
            CallUnless(!HasLease, At.LeaseLook, At.LeaseHad);
        }
    }

    /// <summary>SlotSupply.TryTake: whoever comes while others wait queues behind them.</summary>
    private void TakeCount()
    {
        if (_state.Waiting == 0)
        {
            Me.At = At.TakeSpare;
        }
        else
        {
            WaitOrRefuse();
        }
    }

    /// <summary>SlotSupply.TryTakeNow: FreeSlots.TryPop of the spares.</summary>
    private void TakeSpare()
    {
        if (TryPop(SlotList.Spares, out Me.Slot))
        {
            Return(Taken.Slot);
        }
        else
        {
            Me.At = At.TakeFree;
        }
    }

    /// <summary>SlotSupply.TryTakeNow: FreeSlots.TryPop.</summary>
    private void TakeFree()
    {
        if (TryPop(SlotList.Free, out Me.Slot))
        {
            Return(Taken.Slot);
        }
        else
        {
            Call(At.Grow, At.TakeGrown);
        }
    }

    /// <summary>SlotSupply.TryTakeNow: others may have popped the whole chunk.</summary>
    private void TakeGrown() => Me.At = Me.Result ? At.TakeFree : At.EvictSpare;

    /// <summary>SlotSupply.TryEvict: a spare that has come meanwhile.</summary>
    private void EvictSpare()
    {
        if (TryPop(SlotList.Spares, out Me.Slot))
        {
            Return(Taken.Slot);
        }
        else
        {
            Me.At = At.SparesWanted;
        }
    }

    /// <summary>SlotSupply.SparesWanted.</summary>
    private void SparesWanted()
    {
        Me.Most = (byte)(_state.InUse ? configuration.Claims : 1);
        Call(At.Claim, At.Evicted);
    }

    /// <summary>SlotSupply.TryEvict: what was claimed loses its entries.</summary>
    private void Evicted()
    {
        if (Me.Kept == 0)
        {
            EndClaim();
            WaitOrRefuse();
        }
        else
        {
            Me.Index = 0;
            Me.At = At.EvictVacate;
        }
    }

    private void EvictVacate()
    {
        ref ThreadImage me = ref Me;
        if (me.Index < me.Kept && !(Has(Fault.RetiredWithEntry) && Operation.Kind == 'S'))
        {
            (me.Life, me.Was) = (me.Lives[me.Index], WasOf(me.Index));
            Call(At.Vacate, At.EvictVacated);
            return;
        }

        me.Slot = (byte)me.Lives[0].Slot;
        me.Index = 1;
        me.At = me.Kept > 1 ? At.SparePush : At.EvictDone;
    }

    private void EvictVacated()
    {
        Me.Index++;
        Me.At = At.EvictVacate;
    }

    /// <summary>SlotSupply.KeepSpares: FreeSlots.Push of one.</summary>
    private void SparePush()
    {
        ref ThreadImage me = ref Me;
        Push(SlotList.Spares, me.Lives[me.Index].Slot);
        me.Index++;
        me.At = me.Index < me.Kept ? At.SparePush : Has(Fault.SparesKeptFromWaiters) ? At.EvictDone : At.SpareCount;
    }

    /// <summary>SlotSupply.KeepSpares: who has come meanwhile gets them.</summary>
    private void SpareCount()
    {
        if (_state.NeedsAttention)
        {
            Call(At.SparesPop, At.EvictDone);
        }
        else
        {
            Me.At = At.EvictDone;
        }
    }

    private void EvictDone()
    {
        EndClaim();
        Return(Taken.Slot);
    }

    private void WaitOrRefuse()
    {
        if (Operation.Kind == 'Y')
        {
            Return(Taken.Nothing);
        }
        else
        {
            Me.At = At.Enqueue;
        }
    }

    private void Return(Taken taken)
    {
        Me.Taken = taken;
        Return();
    }

    /// <summary>CacheEngine.TryMiss: what came of the search.</summary>
    private void MissTaken()
    {
        switch (Me.Taken)
        {
            case Taken.Slot:
                Me.At = At.LeaseBeginMap;
                break;
            case Taken.Retry:
                Call(At.UnreserveLook, At.MissAgain);
                break;
            default:
                Call(At.UnreserveLook, At.Failed);
                break;
        }
    }

    /// <summary>WindowMapper.TryMap: SlotSupply.Occupy, Slot.BeginMap.</summary>
    private void BeginMap()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.Slot);
        if (!Has(Fault.OwnerAfterPublication))
        {
            slot.Owner = (byte)(Window + 1);
        }

        SlotState next = slot.Word.BeginMap();
        next = Has(Fault.GenerationKept) ? KeepGeneration(slot.Word, next) : next;
        slot.Word = Counted(Has(Fault.ReadyBeforeMapped) ? next.MapDone() : next);
        slot.Copied = 0;
        slot.HasFaults &= Has(Fault.FaultsKept);
        if (Has(Fault.VersionBeforePublication))
        {
            me.Known = _state.Versions[configuration.FileOf(Window)];
        }

        me.At = At.Publish;
    }

    /// <summary>WindowDirectory.TryPublish.</summary>
    private void Publish()
    {
        ref ThreadImage me = ref Me;
        FlushOwn();
        if (!MyEntry.IsEmpty && !Has(Fault.PublishedByStore))
        {
            me.Given = me.Slot;
            Call(At.Recycle, At.PublishLost);
            return;
        }

        MyEntry = new DirectoryEntry(me.Slot, SlotAt(me.Slot).Word.Generation);
        me.At = Has(Fault.OwnerAfterPublication) ? At.LateOwner : Has(Fault.PublisherSendsNobodyBack) ? At.LookClosed : At.PublishCount;
    }

    /// <summary>Somebody else maps the window: CacheEngine.EndMiss, then the look-up.</summary>
    private void PublishLost() => Call(At.UnreserveLook, At.MissAgain);

    /// <summary>Fault: the owner is written too late.</summary>
    private void LateOwner()
    {
        SlotAt(Me.Slot).Owner = (byte)(Window + 1);
        Me.At = At.PublishCount;
    }

    /// <summary>WindowMapper.TryMap: WaiterQueue.Count.</summary>
    private void PublishCount() => Me.At = _state.Waiting != 0 ? At.SendBack : At.LookClosed;

    /// <summary>WaiterQueue.SendBack.</summary>
    private void SendBack()
    {
        FlushOwn();
        for (int thread = 0; thread < configuration.Threads; thread++)
        {
            Operation wants = configuration.OperationOf(thread, _state.Threads[thread].Operation);
            if (IsQueued(thread) && wants.Kind is 'A' or 'L' && wants.Argument == Window)
            {
                Dequeue(thread);
                Decide(thread, Waiter.Outcome.Retry);
            }
        }

        Me.At = At.LookClosed;
    }

    /// <summary>WindowMapper.Map: whether the cache is closing, after the publication.</summary>
    private void LookClosed() => Me.At = (_state.IsClosed && !Has(Fault.ClosedNotLookedAt)) || Me.Epoch == ThreadImage.NoEpoch ? At.FailClear : At.ReadVersion;

    /// <summary>WindowMapper.Copy: FileEntry.Version, or what the system maps, after the publication.</summary>
    private void ReadVersion()
    {
        if (!Has(Fault.VersionBeforePublication))
        {
            Me.Known = _state.Versions[configuration.FileOf(Window)];
        }

        Me.At = Has(Fault.FollowersWokenEarly) ? At.EarlyWake : At.Map;
    }

    /// <summary>Fault: those who wait are woken before the phase has changed.</summary>
    private void EarlyWake()
    {
        FlushOwn();
        SlotAt(Me.Slot).Parked = 0;
        Me.At = At.Map;
    }

    /// <summary>IAddressSpace.Map, Copy.</summary>
    private void Map()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.Slot);
        UseRange();
        (slot.Maps, slot.MapsVersion) = ((byte)(Window + 1), me.Known);
        ForgetZeros(ref slot);
        slot.Copied = configuration.IsCopied ? me.Known : (byte)0;
        me.Known = 0;
        me.At = Has(Fault.EpochReadAfterMapping) ? At.LateEpoch : At.MapDone;
    }

    private void MapRefused()
    {
        UseRange();
        Me.Known = 0;
        Me.At = At.FailClear;
    }

    /// <summary>Slot.MapDone; with a lease FileLease.TryEndMap, under its lock.</summary>
    private void MapDone()
    {
        ref SlotImage slot = ref SlotAt(Me.Slot);
        FlushOwn();
        if (HasLease && Me.Epoch != _state.Epoch && !Has(Fault.EpochNotCompared))
        {
            Me.At = At.FailClear;
            return;
        }

        slot.Word = slot.Word.MapDone();
        if (slot.Word.Pins > 1 && !Has(Fault.FollowersWokenEarly))
        {
            Me.At = At.WakeFollowers;
        }
        else
        {
            Mapped();
        }
    }

    /// <summary>FollowerGates.Wake.</summary>
    private void WakeFollowers()
    {
        FlushOwn();
        SlotAt(Me.Slot).Parked = 0;
        Mapped();
    }

    // CacheEngine.EndMiss.
    private void Mapped() => Call(At.UnreserveLook, At.Acquired);

    /// <summary>WindowMapper.Fail: WindowDirectory.Clear.</summary>
    private void FailClear()
    {
        if (!Has(Fault.FailureLeavesEntry))
        {
            ClearEntry(Window, Me.Slot);
        }

        Me.At = At.MapFailed;
    }

    /// <summary>Slot.MapFailed.</summary>
    private void MapFailed()
    {
        ref SlotImage slot = ref SlotAt(Me.Slot);
        FlushOwn();
        slot.Word = slot.Word.MapFailed();
        Me.At = slot.Word.Pins > 1 ? At.FailWake : At.FailUnpin;
    }

    /// <summary>FollowerGates.Wake.</summary>
    private void FailWake()
    {
        FlushOwn();
        SlotAt(Me.Slot).Parked = 0;
        Me.At = At.FailUnpin;
    }

    /// <summary>WindowMapper.Fail: Slot.Unpin; the last one frees the slot.</summary>
    private void FailUnpin()
    {
        ref SlotImage slot = ref SlotAt(Me.Slot);
        FlushOwn();
        slot.Word = slot.Word.Unpin();
        if (slot.Word.Pins == 0 || Has(Fault.MapperFreesFailed))
        {
            Me.Given = Me.Slot;
            Call(At.Recycle, At.MissFailed);
        }
        else
        {
            Me.At = At.MissFailed;
        }
    }

    private void MissFailed() => Call(At.UnreserveLook, At.Failed);

    // Fault: the generation of the life before.
    private static SlotState KeepGeneration(SlotState before, SlotState next) =>
        before.Generation == 0 ? next : new SlotState(next.Word - (1UL << SlotState.GenerationShift));
}
