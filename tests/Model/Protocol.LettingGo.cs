namespace MappingCache.Model;

/// <content>SlotSupply.LettingGo.cs, SlotSupply.Spares.cs, and FreeSlots.cs: where slots go back to.</content>
internal sealed partial class Protocol
{
    /// <summary>SlotSupply.LetGo of a slot that was claimed.</summary>
    private void LetGo()
    {
        Me.Given = (byte)Me.Life.Slot;
        Call(At.Vacate, At.PassOnCount);
    }

    /// <summary>SlotSupply.Vacate: a claimed slot still has its entry, unless it was detached.</summary>
    private void Vacate()
    {
        ref SlotImage slot = ref SlotAt(Me.Life.Slot);
        if ((Me.Was is SlotPhase.Ready or SlotPhase.Poisoned && !WasVacatedEarly) || (Me.Was == SlotPhase.Detached && Has(Fault.DetachedVacated)))
        {
            ClearEntry(slot.Owner - 1, Me.Life.Slot);
        }

        Return();
    }

    /// <summary>SlotSupply.PassOn: WaiterQueue.Count.</summary>
    private void PassOnCount() => Me.At = _state.Waiting == 0 ? At.Recycle : At.PassOnGrant;

    /// <summary>SlotSupply.PassOn: WaiterQueue.TryGrant.</summary>
    private void PassOnGrant()
    {
        if (TryGrant(Me.Given))
        {
            Me.Given = 0;
            Return();
        }
        else
        {
            Me.At = At.Recycle;
        }
    }

    /// <summary>SlotSupply.Return, TryUnmap: what maps nothing needs no call.</summary>
    private void Recycle() => Me.At = SlotAt(Me.Given).Owner == 0 || Has(Fault.UnmappedAfterPush) ? At.FreeWord : At.UnmapLook;

    /// <summary>SlotSupply.TryUnmap: once closed, the range is about to go as a whole.</summary>
    private void UnmapLook()
    {
        if (_state.IsClosed)
        {
            MapsNothing(ref SlotAt(Me.Given));
            Forget();
        }
        else
        {
            Me.At = At.Unmap;
        }
    }

    /// <summary>IAddressSpace.Unmap, SlotSupply.Forget.</summary>
    private void Unmap()
    {
        UseRange();
        MapsNothing(ref SlotAt(Me.Given));
        Forget();
    }

    private void MapsNothing(ref SlotImage slot)
    {
        slot.Maps = slot.MapsVersion = 0;
        ForgetZeros(ref slot);
    }

    // SlotSupply.Return goes on all the same; a resize does not.
    private void UnmapRefused()
    {
        UseRange();
        if (Me.At == At.Unmap && IsRetiring)
        {
            Me.At = At.Retired;
            return;
        }

        Forget();
    }

    private void Forget()
    {
        (SlotAt(Me.Given).Owner, SlotAt(Me.Given).Copied) = (0, 0);
        Me.At = IsRetiring ? At.RetireWord : At.FreeWord;
    }

    /// <summary>Slot.Release.</summary>
    private void FreeWord()
    {
        ref SlotImage slot = ref SlotAt(Me.Given);
        slot.Word = slot.Word.Release();
        Me.At = At.PushFree;
    }

    /// <summary>SlotSupply.Return: FreeSlots.Push.</summary>
    private void PushFree()
    {
        if (!Has(Fault.FreedNotPushed))
        {
            Push(SlotList.Free, Me.Given);
        }

        if (Has(Fault.UnmappedAfterPush))
        {
            Me.At = At.LateUnmap;
            return;
        }

        Me.Given = 0;
        if (Has(Fault.FreedWithoutServing))
        {
            Return();
        }
        else
        {
            Me.At = At.ServeCount;
        }
    }

    /// <summary>Fault: the mapping is taken away from a slot that anybody may have by now.</summary>
    private void LateUnmap()
    {
        ref SlotImage slot = ref SlotAt(Me.Given);
        (slot.Maps, slot.MapsVersion) = (0, 0);
        Me.Given = 0;
        Me.At = At.ServeCount;
    }

    /// <summary>SlotSupply.Serve: WaiterQueue.Count.</summary>
    private void ServeCount()
    {
        if (_state.Waiting != 0)
        {
            Me.At = At.ServePop;
        }
        else
        {
            Return();
        }
    }

    /// <summary>SlotSupply.Serve: FreeSlots.TryPop.</summary>
    private void ServePop()
    {
        if (TryPop(SlotList.Free, out Me.Given))
        {
            Me.At = At.ServeGrant;
        }
        else
        {
            Return();
        }
    }

    /// <summary>SlotSupply.Serve: WaiterQueue.TryGrant.</summary>
    private void ServeGrant()
    {
        if (TryGrant(Me.Given))
        {
            Me.Given = 0;
            Me.At = At.ServeCount;
        }
        else
        {
            Me.At = At.ServePushBack;
        }
    }

    /// <summary>SlotSupply.Serve: nobody waits any more.</summary>
    private void ServePushBack()
    {
        Push(SlotList.Free, Me.Given);
        Me.Given = 0;
        Me.At = At.ServeCount;
    }

    /// <summary>SlotSupply.LetGoOfSpares.</summary>
    private void SparesPop()
    {
        if (TryPop(SlotList.Spares, out Me.Given))
        {
            Call(At.PassOnCount, At.SparesPop);
        }
        else
        {
            Return();
        }
    }

    // FreeSlots.Push. Which slot is popped first carries no meaning; here it is the first in the table.
    private void Push(SlotList list, int slot)
    {
        FlushOwn();
        if (SlotAt(slot).List != SlotList.None)
        {
            Found(Violation.PushedTwice, $"thread {_me} pushes slot {slot}, which is on a list");
        }

        SlotAt(slot).List = list;
    }

    private bool TryPop(SlotList list, out byte slot)
    {
        for (slot = 0; slot < _state.Count; slot++)
        {
            if (SlotAt(slot).List == list)
            {
                FlushOwn();
                SlotAt(slot).List = SlotList.None;
                return true;
            }
        }

        slot = 0;
        return false;
    }

    // A call of the system.
    private void UseRange()
    {
        if (_state.IsUnreserved)
        {
            Found(Violation.UsedAfterUnreserve, $"thread {_me} calls the system for a range that was given back");
        }
    }
}
