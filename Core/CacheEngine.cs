using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>
/// The algorithm: a window is looked up in its file's directory and its slot pinned (hit), or a slot is taken, named in
/// the directory and mapped (miss); the last pin to go leaves the mapping in place, for the next one or for eviction.
/// </summary>
/// <remarks>No call of the system is made under a lock. Thread-safe throughout.</remarks>
internal sealed unsafe partial class CacheEngine<TSchedule>
    where TSchedule : struct, ISchedulePoints
{
    // SAFETY (whole type): every line is the slot table's, by an index that it gave out; the table outlives this object.

    private readonly SlotTable _slots;
    private readonly byte* _base;
    private readonly int _windowShift;
    private readonly IAddressSpace _space;
    private readonly CacheLayout _layout;
    private readonly FileTable _files;
    private readonly SlotSupply<TSchedule> _supply;
    private readonly WaiterQueue _waiters;
    private readonly WindowMapper<TSchedule> _mapper;
    private readonly LruEviction? _lru;
    private readonly HitCounter _hits;
    private int _unreserved;

    public CacheEngine(IAddressSpace space, CacheLayout layout, EvictionKind eviction)
    {
        _space = space;
        _base = space.Base;
        _windowShift = layout.WindowShift;
        _layout = layout;
        _slots = new SlotTable(layout.SlotCount, layout.InitialSlots);
        _files = new FileTable(layout.WindowShift, layout.Copy);
        _lru = eviction == EvictionKind.Lru ? new LruEviction(_slots) : null;
        IEvictionPolicy policy = _lru is null ? new ClockEviction(_slots) : _lru;
        _supply = new SlotSupply<TSchedule>(_slots, policy, _files, Counters);
        _waiters = _supply.Waiters;
        _mapper = new WindowMapper<TSchedule>(space, layout, _slots, _files, policy, _supply, Counters);
        _hits = Counters.Hits;
    }

    public CacheCounters Counters { get; } = new();

    public CacheLayout Layout => _layout;

    public IAddressSpace Space => _space;

    public SlotTable Slots => _slots;

    public FileTable Files => _files;

    public SlotSupply<TSchedule> Supply => _supply;

    /// <summary>Whether <see cref="Close"/> was called.</summary>
    public bool IsClosing => _supply.IsClosed;

    /// <summary>Where a slot's mapping begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* AddressOf(Slot* slot)
    {
        // SAFETY: slot i is at Base + i windows for ever, and the reservation is large enough for all of them.
        return _base + ((nuint)_slots.IndexOf(slot) << _windowShift);
    }

    /// <summary>Pins a window's slot if it is mapped already: one look-up and one swap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryHit(FileEntry file, long window, out Slot* slot)
    {
        DirectoryEntry entry = file.HitDirectory.Read(window);
        slot = _slots[entry.Slot];
        if (entry.IsEmpty || !TSchedule.Reached(SchedulePoint.Pin) || !slot->TryPinReady(entry.Generation))
        {
            return false;
        }

        _hits.Add();
        return true;
    }

    /// <summary>Pins a window's slot, mapping it first if need be.</summary>
    /// <param name="file">The file; the caller has it open.</param>
    /// <param name="window">The window, which begins within the file.</param>
    /// <param name="mayWait">Whether to wait while every slot is pinned. Otherwise <see cref="OsErrorKind.NoFreeSlot"/> is returned then.</param>
    /// <param name="cancellationToken">Ends waiting, for a slot or for another thread's mapping.</param>
    /// <param name="slot">The slot, with a pin for the caller, unless an error is returned.</param>
    /// <param name="reads">What the caller has read before, if that is known.</param>
    public OsError Acquire(
        FileEntry file, long window, bool mayWait, CancellationToken cancellationToken, out Slot* slot, SequentialReads? reads = null)
    {
        SpinWait spin = default;
        while (true)
        {
            Finding found = Find(file, window, out int index, out OsError error);
            slot = _slots[index];
            switch (found)
            {
                case Finding.Settled:
                    return error;
                case Finding.Mapping:
                    error = Follow(index, cancellationToken);
                    if (error.IsError || !TryDropStale(file, window, index))
                    {
                        return error;
                    }

                    break;
                case Finding.Moving:
                    cancellationToken.ThrowIfCancellationRequested();
                    spin.SpinOnce(sleep1Threshold: -1);
                    break;
                default:
                    if (TryMiss(file, window, mayWait, reads, cancellationToken, out slot, out error))
                    {
                        return error;
                    }

                    break;
            }
        }
    }

    /// <summary>Gives a pin back. The mapping stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(Slot* slot)
    {
        _lru?.Released(slot);
        if (TSchedule.Reached(SchedulePoint.Unpin))
        {
            SlotState state = slot->Unpin();
            if (state.Pins == 0 && (state.Phase != SlotPhase.Ready || _waiters.Count != 0))
            {
                AfterLastUnpin(slot, state);
            }
        }
    }

    /// <summary>Gives a pin back, by the slot's index.</summary>
    public void Release(int index) => Release(_slots[index]);

    /// <summary>Takes every window of a file out of its directory. Those that are pinned stay mapped for their holders, and are freed by the last of them.</summary>
    public void DetachAll(FileEntry file)
    {
        foreach (long window in file.Directory.Windows())
        {
            Detach(file, window);
        }
    }

    /// <summary>Gives no more windows, ends all waiting, and lets go of the address range as soon as no window is held any more. Idempotent.</summary>
    public void Close()
    {
        if (!_supply.TryClose())
        {
            return;
        }

        foreach (FileEntry file in _files.ToArray())
        {
            DetachAll(file);
        }

        UnreserveIfIdle();
    }

    /// <summary>Looks a window up, and pins its slot if it has one.</summary>
    private Finding Find(FileEntry file, long window, out int index, out OsError error)
    {
        error = OsError.None;
        DirectoryEntry entry = file.Directory.Read(window);
        index = entry.Slot;
        if (entry.IsEmpty)
        {
            return Finding.Absent;
        }

        _ = TSchedule.Reached(SchedulePoint.Pin);
        if (!_slots[index]->TryPin(entry.Generation, out SlotState state))
        {
            // Ready and refused: it carries as many pins as can be counted. Otherwise somebody is taking the slot for
            // another window, and is about to clear the entry.
            error = new OsError(OsErrorKind.TooManyPins);
            return state.IsReady(entry.Generation) ? Finding.Settled : Finding.Moving;
        }

        if (state.Phase == SlotPhase.Mapping)
        {
            return Finding.Mapping;
        }

        if (TryDropStale(file, window, index))
        {
            return Finding.Moving;
        }

        _hits.Add();
        return Finding.Settled;
    }

    /// <returns>False to start again from the look-up: somebody else has published the window.</returns>
    private bool TryMiss(
        FileEntry file, long window, bool mayWait, SequentialReads? reads, CancellationToken cancellationToken, out Slot* slot, out OsError error)
    {
        slot = null;
        if (!TryBeginMiss(file, window, out error))
        {
            return true;
        }

        try
        {
            reads = BeginReading(file, window, reads);
            int index;
            Waiter.Outcome outcome = mayWait ? _supply.Take(file, window, cancellationToken, out index)
                : _supply.TryTake(out index) ? Waiter.Outcome.Granted
                : Waiter.Outcome.Waiting;
            switch (outcome)
            {
                case Waiter.Outcome.Granted:
                    slot = _slots[index];
                    return _mapper.TryMap(index, file, window, _mapper.Plan(file, window, reads), out error);
                case Waiter.Outcome.Waiting:
                    Counters.AddRefusal();
                    error = new OsError(OsErrorKind.NoFreeSlot);
                    return true;
                default:
                    return false;
            }
        }
        finally
        {
            EndMiss(file);
        }
    }

    private bool TryBeginMiss(FileEntry file, long window, out OsError error)
    {
        error = new OsError(OsErrorKind.Closed);

        // The reference keeps the file open while it is mapped, even if its last handle is closed meanwhile.
        if (_supply.IsClosed || !_files.TryReference(file))
        {
            return false;
        }

        try
        {
            file.Directory.Reserve(window);
            error = OsError.None;
            return true;
        }
        catch
        {
            EndMiss(file);
            throw;
        }
    }

    private void EndMiss(FileEntry file)
    {
        _files.Release(file);
        UnreserveIfIdle();
    }

    /// <summary>Waits, holding a pin, for the mapping that another thread makes.</summary>
    private OsError Follow(int index, CancellationToken cancellationToken)
    {
        try
        {
            return AfterFollowing(index, _mapper.Followers.Wait(index, cancellationToken));
        }
        catch
        {
            Release(index);
            throw;
        }
    }

    private OsError AfterFollowing(int index, SlotPhase phase)
    {
        if (phase != SlotPhase.Failed)
        {
            _hits.Add();
            return OsError.None;
        }

        OsError error = _slots[index]->Error;
        Release(index);
        return error;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AfterLastUnpin(Slot* slot, SlotState state)
    {
        if (!_slots.Contains(slot))
        {
            Loose.Remove(slot);
            return;
        }

        int index = _slots.IndexOf(slot);
        if (state.Phase == SlotPhase.Failed)
        {
            // No entry names it any more, so nobody can pin it: it belongs to the one whose pin was the last.
            _supply.Return(index);
        }
        else if (TSchedule.Reached(SchedulePoint.LookForWaiters))
        {
            _supply.TryReclaim(index, state.Generation);
        }

        UnreserveIfIdle();
    }

    private void Detach(FileEntry file, long window)
    {
        SpinWait spin = default;
        DirectoryEntry entry;
        while (!(entry = file.Directory.Read(window)).IsEmpty)
        {
            Slot* slot = _slots[entry.Slot];
            if (slot->TryDetach(entry.Generation))
            {
                file.Directory.Clear(window);
                _files.RemoveWindow(file);
                Release(slot);
                return;
            }

            if (slot->TryPin(entry.Generation, out SlotState state))
            {
                try
                {
                    if (state.Phase == SlotPhase.Mapping)
                    {
                        _mapper.Followers.Wait(entry.Slot, CancellationToken.None);
                    }
                }
                finally
                {
                    Release(slot);
                }
            }
            else
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    // Every way a slot becomes free ends here. Once the cache is closing, the last of them finds all slots free. A miss
    // that is on its way with a slot that still looks free will see that the cache is closing before it maps anything.
    private void UnreserveIfIdle()
    {
        if (!IsClosing)
        {
            return;
        }

        for (int index = 0; index < _slots.Count; index++)
        {
            if (_slots[index]->State.Phase != SlotPhase.Free)
            {
                return;
            }
        }

        if (Interlocked.Exchange(ref _unreserved, 1) == 0)
        {
            _space.Dispose();
        }
    }
}
