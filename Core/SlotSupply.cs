using System.Diagnostics;

namespace MappingCache;

/// <summary>
/// Where a miss gets its slot, and where slots go back to: the free list, else another chunk of slots, else an inactive
/// one is evicted, else the caller waits its turn. Nobody waits while a slot is free or evictable.
/// </summary>
internal sealed unsafe partial class SlotSupply<TSchedule>
    where TSchedule : struct, ISchedulePoints
{
    // SAFETY (whole type): every line is the slot table's, by an index that it gave out; the table outlives this object.

    private readonly SlotTable _slots;
    private readonly FreeSlots _free;
    private readonly IEvictionPolicy _eviction;
    private readonly LightPins _lights;
    private readonly FileTable _files;
    private readonly CacheCounters _counters;
    private readonly WaiterQueue _waiters = new();
    private int _closed;

    public SlotSupply(SlotTable slots, IEvictionPolicy eviction, LightPins lights, FileTable files, CacheCounters counters)
    {
        _slots = slots;
        _free = new FreeSlots(slots);
        _eviction = eviction;
        _lights = lights;
        _files = files;
        _counters = counters;
        Grow();
    }

    /// <summary>Those who wait for a slot.</summary>
    public WaiterQueue Waiters => _waiters;

    /// <summary>Whether <see cref="TryClose"/> was called.</summary>
    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>The slots that nobody owns.</summary>
    public FreeSlots Free => _free;

    /// <summary>Ends every wait, and those to come.</summary>
    /// <returns>False when that was done already.</returns>
    public bool TryClose()
    {
        // Full fence: the one who closes reads every directory next. Pairs with the publication of an entry, after
        // which its mapper looks whether the supply is closed.
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return false;
        }

        Fence.AfterInterlocked();
        _waiters.Close();
        _lights.Barrier();
        return true;
    }

    /// <summary>Takes a slot that can be had without waiting. It then belongs to the caller, and no directory entry names it.</summary>
    public bool TryTake(out int index)
    {
        // A miss queues behind those who wait already; else it could starve them.
        if (_waiters.Count == 0 && TryTakeNow(out index))
        {
            return true;
        }

        index = -1;
        return false;
    }

    /// <summary>Takes a slot for a window, waiting in turn while every slot is pinned.</summary>
    /// <param name="file">The window's file.</param>
    /// <param name="window">The window, so that whoever maps it first can send its waiters back.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="index">The slot.</param>
    public Waiter.Outcome Take(FileEntry file, long window, CancellationToken cancellationToken, out int index)
    {
        if (TryTake(out index))
        {
            return Waiter.Outcome.Granted;
        }

        long start = Stopwatch.GetTimestamp();
        using BlockingWaiter waiter = new(file, window);
        try
        {
            if (!QueueUp(waiter, file, window))
            {
                return Waiter.Outcome.Retry;
            }

            waiter.Sleep(cancellationToken);
        }
        catch
        {
            // Cancelled, or interrupted: a waiter that is gone must not be granted a slot.
            Leave(waiter);
            throw;
        }
        finally
        {
            _counters.AddWait(start);
        }

        index = waiter.Slot;
        return waiter.Result;
    }

    /// <summary>Puts a slot back that belongs to the caller and that no entry names. If somebody waits, it goes to the one who has waited longest.</summary>
    public void Return(int index)
    {
        _slots.OwnerOf(index) = default;
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

    /// <summary>Takes an inactive slot of this generation out of circulation and frees it.</summary>
    public void TryReclaim(int index, ulong generation)
    {
        if (TryClaim(new DirectoryEntry(index, generation), out SlotPhase was))
        {
            Vacate(index, was);
            Return(index);
        }
    }

    private bool TryTakeNow(out int index)
    {
        do
        {
            if (_free.TryPop(out index))
            {
                return true;
            }
        }
        while (Grow()); // Others may have popped the whole chunk.

        return TryEvict(out index);
    }

    private bool TryClaim(DirectoryEntry life, out SlotPhase was)
    {
        was = default;
        do
        {
            if (_lights.Hold(life) || !_slots[life.Slot]->TryClaim(life.Generation, out was))
            {
                return false;
            }

            if (!IsHeldAfterAll(life))
            {
                return true;
            }

            Restore(life, was);
        }
        while (LooksForWaiters());

        return false;
    }

    private bool TryEvict(out int index)
    {
        // Light windows make a claim dear: its process-wide barrier interrupts other processors. So one barrier serves
        // several claims where there are slots enough; what is not needed at once goes to the free list.
        const int SlotsPerSpare = 64;
        const int MostAtOnce = 16;
        int wanted = _lights.InUse ? Math.Clamp(_slots.Count / SlotsPerSpare, 1, MostAtOnce) : 1;
        Span<DirectoryEntry> claims = stackalloc DirectoryEntry[MostAtOnce];
        Span<SlotPhase> phases = stackalloc SlotPhase[MostAtOnce];
        index = -1;
        do
        {
            int count = 0;
            while (count < wanted && _eviction.TryClaim(out int claimed, out phases[count]))
            {
                claims[count++] = new DirectoryEntry(claimed, _slots[claimed]->State.Generation);
            }

            if (count == 0)
            {
                return false;
            }

            index = Settle(claims[..count], phases);
        }
        while (index < 0);

        return true;
    }

    /// <summary>Frees claimed slots, but for one that is returned; those that light windows hold after all are given back.</summary>
    /// <returns>-1 if all of them were held.</returns>
    private int Settle(ReadOnlySpan<DirectoryEntry> claims, ReadOnlySpan<SlotPhase> phases)
    {
        int kept = -1;
        Barrier();
        for (int i = 0; i < claims.Length; i++)
        {
            DirectoryEntry life = claims[i];
            if (IsHeld(life))
            {
                Restore(life, phases[i]);
                if (LooksForWaiters())
                {
                    TryReclaim(life.Slot, life.Generation);
                }

                continue;
            }

            Vacate(life.Slot, phases[i]);
            if (kept < 0)
            {
                kept = life.Slot;
            }
            else
            {
                Return(life.Slot);
            }
        }

        return kept;
    }

    private void Restore(DirectoryEntry life, SlotPhase was)
    {
        _ = TSchedule.Reached(SchedulePoint.LightRestore);
        _slots[life.Slot]->Restore(was);
    }

    // The light window may have ended while the slot was claimed, and not to be had by the one who ended it.
    private bool LooksForWaiters() => TSchedule.Reached(SchedulePoint.LookForWaiters) && _waiters.NeedsAttention;

    private bool IsHeldAfterAll(DirectoryEntry life)
    {
        Barrier();
        return IsHeld(life);
    }

    private void Barrier()
    {
        // Pairs with ThreadRecord.TryName: after it, a thread that named a claimed slot is found by its name, and one
        // that is still to name it finds it claimed.
        if (TSchedule.Reached(SchedulePoint.LightBarrier))
        {
            _lights.Barrier();
        }
    }

    private bool IsHeld(DirectoryEntry life) => TSchedule.Reached(SchedulePoint.LookForLight) && _lights.Hold(life);

    // A claimed slot still has its entry, unless it was detached, when somebody else has cleared it already.
    private void Vacate(int index, SlotPhase was)
    {
        if (was == SlotPhase.Ready && TSchedule.Reached(SchedulePoint.ClearEntry))
        {
            SlotOwner owner = _slots.OwnerOf(index);
            owner.File.Directory.Clear(owner.Number);
            _files.RemoveWindow(owner.File);
            _counters.AddEviction();
        }
    }

    private bool Grow()
    {
        if (_slots.Count == _slots.Capacity || !_slots.TryGrow(out int first, out int end))
        {
            return false;
        }

        for (int index = end - 1; index >= first; index--)
        {
            _free.Push(index);
        }

        Serve();
        return true;
    }

    private void Serve()
    {
        while (_waiters.Count != 0 && _free.TryPop(out int index))
        {
            if (!_waiters.TryGrant(index))
            {
                // The push is a full fence, so the count that is read next is not older than the push.
                _free.Push(index);
            }
        }
    }

    /// <returns>Whether the waiter is to sleep; otherwise its window has an entry, and it is out of the queue.</returns>
    private bool QueueUp(Waiter waiter, FileEntry file, long window)
    {
        _waiters.Enqueue(waiter);

        // Pairs with the end of light windows, which passes no barrier of its own: whoever ended one before this, its
        // name is gone; whoever ends one after it sees the waiter.
        _lights.Barrier();
        if (!file.Directory.Read(window).IsEmpty)
        {
            Leave(waiter);
            return false;
        }

        if (TSchedule.Reached(SchedulePoint.LookAgain))
        {
            LookAgain(waiter);
        }

        return true;
    }

    // Between the failed attempt and the queue a slot may have become free or inactive, when nobody was there to be
    // told. From the queue on, every release tells.
    private void LookAgain(Waiter waiter)
    {
        Serve();
        int inUse = 0;
        for (int index = 0; index < _slots.Count && waiter.Result == Waiter.Outcome.Waiting; index++)
        {
            SlotState state = _slots[index]->State;
            inUse += state.Pins > 0 ? 1 : 0;
            TryReclaim(index, state.Generation);
        }

        _counters.SawInUse(inUse);
    }

    // Whoever has left wants to look the window up again; a slot that was granted meanwhile goes back.
    private void Leave(Waiter waiter)
    {
        if (!_waiters.TryLeave(waiter) && waiter.Result == Waiter.Outcome.Granted)
        {
            Return(waiter.Slot);
        }
    }
}
