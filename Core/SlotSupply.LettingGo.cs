namespace MappingCache;

/// <content>Where slots go back to: to those who wait, as they are, or unmapped to the free list.</content>
internal sealed unsafe partial class SlotSupply<TSchedule>
{
    /// <summary>Puts a slot back that belongs to the caller and that no entry names, mapping nothing any more. If somebody waits, it goes to the one who has waited longest.</summary>
    public void Return(int index)
    {
        // While it is not Free yet, so that a cache that is closing cannot give the range back under the call. If the
        // call fails, which takes a lack of memory, the file's pages stay until the slot is used again.
        if (TryUnmap(index).IsError)
        {
            Forget(index);
        }

        _slots[index]->Release();
        if (TSchedule.Reached(SchedulePoint.PushFree))
        {
            _free.Push(index);
        }

        if (TSchedule.Reached(SchedulePoint.Serve))
        {
            Serve();
        }
    }

    /// <summary>Takes the mapping away from a slot that belongs to the caller, that no entry names, and that is not Free unless it maps nothing.</summary>
    public OsError TryUnmap(int index)
    {
        if (_slots.OwnerOf(index) == default)
        {
            return OsError.None;
        }

        // Once closed, the range is about to go as a whole.
        if (!IsClosed && TSchedule.Reached(SchedulePoint.Unmap))
        {
            OsError error = _space.Unmap(index);
            if (error.IsError)
            {
                _counters.AddFailure();
                return error;
            }
        }

        Forget(index);
        return OsError.None;
    }

    private void LetGo(int index, SlotPhase was, bool needed)
    {
        Vacate(index, was, needed);
        PassOn(index);
    }

    private void PassOn(int index)
    {
        // A waiter that comes after this look finds the slot on the free list.
        if (_waiters.Count == 0 || !_waiters.TryGrant(index))
        {
            Return(index);
        }
    }

    private void Forget(int index)
    {
        ref SlotOwner owner = ref _slots.OwnerOf(index);
        Content.Remove(owner);
        _files.RemoveMapping(owner.File);
        owner = default;
    }

    // A claimed slot still has its entry, unless it was detached, when somebody else has cleared it already.
    private void Vacate(int index, SlotPhase was, bool needed)
    {
        if (was is SlotPhase.Ready or SlotPhase.Poisoned && TSchedule.Reached(SchedulePoint.ClearEntry))
        {
            SlotOwner owner = _slots.OwnerOf(index);
            owner.File.Directory.Clear(owner.Number);
            _files.RemoveWindow(owner.File);
            _counters.AddGivenUp(needed);
        }
    }
}
