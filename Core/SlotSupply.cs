using System.Diagnostics;

namespace MappingCache;

/// <summary>
/// Where a miss gets its slot, and where slots go back to: the free list, else another chunk of slots, else an inactive
/// one is evicted, else the caller waits its turn. Nobody waits while a slot is free or evictable.
/// </summary>
/// <remarks>
/// A slot on the free list maps nothing, so that what is let go really is: a file that was deleted gives its space on
/// the disk back. A slot that is claimed for somebody goes to them as it is, since a remap is one call, and remains
/// Dying until its next life, or until it is unmapped and free.
/// </remarks>
internal sealed unsafe partial class SlotSupply<TSchedule>
    where TSchedule : struct, ISchedulePoints
{
    // SAFETY (whole type): every line is the slot table's, by an index that it gave out; the table outlives this object.

    private readonly IAddressSpace _space;
    private readonly SlotTable _slots;
    private readonly FreeSlots _free;
    private readonly IEvictionPolicy _eviction;
    private readonly LightPins _lights;
    private readonly FileTable _files;
    private readonly CacheCounters _counters;
    private readonly WaiterQueue _waiters;
    private int _closed;

    public SlotSupply(
        IAddressSpace space,
        SlotTable slots,
        IEvictionPolicy eviction,
        LightPins lights,
        FileTable files,
        CacheCounters counters,
        CacheLayout layout)
    {
        _space = space;
        _slots = slots;
        _free = new FreeSlots(slots);
        _spares = new FreeSlots(slots);
        _eviction = eviction;
        _lights = lights;
        _files = files;
        _counters = counters;
        Content = new MappedContent(layout.MaxMappedBytes);
        _waiters = new WaiterQueue(&slots.Signals->Attention, alwaysNeedsAttention: layout.OnMisuse is not null);
        Grow();
    }

    /// <summary>What the slots map.</summary>
    public MappedContent Content { get; }

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
        _ = TSchedule.Reached(SchedulePoint.Closing);
        _waiters.Close();
        _lights.Barrier();
        LetGoOfSpares();
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
    /// <param name="file">The window's file; null for a slot that is to map nothing.</param>
    /// <param name="window">The window, so that whoever maps it first can send its waiters back.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="index">The slot.</param>
    public Waiter.Outcome Take(FileEntry? file, long window, CancellationToken cancellationToken, out int index)
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

            TSchedule.Sleeping(waiter, static waiter => waiter.IsWoken, cancellationToken);
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

    /// <summary>Says what a slot of the caller's is about to map, and lets go of inactive windows while that is more than shall stay mapped.</summary>
    /// <returns>The file that the slot still maps, if it is another: once it does not any more, that is to be told to <see cref="FileTable.RemoveMapping"/>.</returns>
    public FileEntry? Occupy(int index, FileEntry file, long window, int bytes)
    {
        ref SlotOwner owner = ref _slots.OwnerOf(index);
        FileEntry? before = owner.File != file ? owner.File : null;
        if (owner.File != file)
        {
            file.AddMapping();
        }

        SlotOwner next = new(file, window, bytes);
        Content.Replace(owner, next);
        owner = next;
        while (Content.IsOver && TryEvict(most: 1, out int other))
        {
            Return(other);
        }

        return before;
    }

    /// <summary>Notes how many bytes of a file a slot's mapping really holds, once it is made.</summary>
    public void Recount(int index, int bytes)
    {
        ref SlotOwner owner = ref _slots.OwnerOf(index);
        if (owner.Bytes != bytes)
        {
            SlotOwner next = owner with { Bytes = bytes };
            Content.Replace(owner, next);
            owner = next;
        }
    }

    /// <summary>More slots may be taken now: takes them for those who wait.</summary>
    public void ServeFromGrowth()
    {
        while (_waiters.Count != 0 && Grow())
        {
        }
    }

    private bool TryTakeNow(out int index)
    {
        if (_spares.TryPop(out index))
        {
            return true;
        }

        do
        {
            if (_free.TryPop(out index))
            {
                return true;
            }
        }
        while (Grow()); // Others may have popped the whole chunk.

        return TryEvict(SparesWanted, out index);
    }

    private bool Grow()
    {
        if (_slots.Count == _slots.Limit || !_slots.TryGrow(out int first, out int end))
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
    private bool QueueUp(Waiter waiter, FileEntry? file, long window)
    {
        _ = TSchedule.Reached(SchedulePoint.QueueUp);
        bool isFirst = _waiters.Enqueue(waiter);
        bool isMapped = TSchedule.Reached(SchedulePoint.Queued) && file is not null && !file.Directory.Read(window).IsEmpty;
        if (isMapped)
        {
            Leave(waiter);
        }

        // Also when the first has just left: others may have queued up behind it, and rely on its look.
        if (isFirst && TSchedule.Reached(SchedulePoint.LookAgain))
        {
            LookAgain();
        }

        return !isMapped;
    }

    // Between the failed attempt and the queue a slot may have become free or inactive, or more may be taken, when
    // nobody was there to be told. From the queue on, everybody tells.
    private void LookAgain()
    {
        // Pairs with the end of light windows, which passes no barrier of its own: whoever ended one before this, its
        // name is gone; whoever ends one after it sees that somebody waits.
        _lights.Barrier();
        LetGoOfSpares();
        Serve();
        ServeFromGrowth();
        int inUse = 0;
        for (int index = 0; index < _slots.Count && _waiters.Count != 0 && TSchedule.Reached(SchedulePoint.LookAtSlot); index++)
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
            PassOn(waiter.Slot);
        }
    }
}
