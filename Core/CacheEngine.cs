using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>
/// The algorithm: a window is looked up in its file's directory and its slot pinned (hit), or a slot is taken, named in
/// the directory and mapped (miss); the last pin to go leaves the mapping in place, for the next one or for eviction.
/// </summary>
/// <remarks>No call of the system is made under a lock. Thread-safe throughout.</remarks>
internal sealed unsafe class CacheEngine<TSchedule>
    where TSchedule : struct, ISchedulePoints
{
    private readonly SlotTable _slots;
    private readonly byte* _base;
    private readonly int _windowShift;
    private readonly IAddressSpace _space;
    private readonly CacheLayout _layout;
    private readonly FileTable _files;
    private readonly SlotSupply<TSchedule> _supply;
    private readonly WaiterQueue _waiters;
    private readonly FollowerGates _followers;
    private readonly IEvictionPolicy _eviction;
    private readonly LruEviction? _lru;
    private readonly HitCounter _hits;
    private int _closing;
    private int _unreserved;

    public CacheEngine(IAddressSpace space, CacheLayout layout, EvictionKind eviction)
    {
        _space = space;
        _base = space.Base;
        _windowShift = layout.WindowShift;
        _layout = layout;
        _slots = new SlotTable(layout.SlotCount, layout.InitialSlots);
        _files = new FileTable(layout.WindowShift);
        _lru = eviction == EvictionKind.Lru ? new LruEviction(_slots) : null;
        _eviction = _lru is null ? new ClockEviction(_slots) : _lru;
        _supply = new SlotSupply<TSchedule>(_slots, _eviction, _files, Counters);
        _waiters = _supply.Waiters;
        _followers = new FollowerGates(_slots);
        _hits = Counters.Hits;
    }

    public CacheCounters Counters { get; } = new();

    public CacheLayout Layout => _layout;

    public IAddressSpace Space => _space;

    public SlotTable Slots => _slots;

    public FileTable Files => _files;

    public SlotSupply<TSchedule> Supply => _supply;

    /// <summary>Whether <see cref="Close"/> was called.</summary>
    public bool IsClosing => Volatile.Read(ref _closing) != 0;

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
        DirectoryEntry entry = file.Directory.Read(window);
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
    public OsError Acquire(FileEntry file, long window, bool mayWait, CancellationToken cancellationToken, out Slot* slot)
    {
        SpinWait spin = default;
        while (!TryHit(file, window, out slot))
        {
            DirectoryEntry entry = file.Directory.Read(window);
            if (entry.IsEmpty)
            {
                if (TryMiss(file, window, mayWait, cancellationToken, out slot, out OsError error))
                {
                    return error;
                }
            }
            else if (_slots[entry.Slot]->TryPin(entry.Generation, out SlotState refused))
            {
                slot = _slots[entry.Slot];
                return Follow(slot, cancellationToken);
            }
            else if (refused.IsReady(entry.Generation))
            {
                return new OsError(OsErrorKind.TooManyPins);
            }
            else
            {
                // Somebody is taking the slot for another window, and is about to clear the entry.
                cancellationToken.ThrowIfCancellationRequested();
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }

        return OsError.None;
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
        // Full fence. Pairs with the publication in TryMiss: either the mapper sees this and gives up, or its entry is
        // found by DetachAll.
        if (Interlocked.Exchange(ref _closing, 1) != 0)
        {
            return;
        }

        _waiters.Close();
        foreach (FileEntry file in _files.ToArray())
        {
            DetachAll(file);
        }

        UnreserveIfIdle();
    }

    /// <returns>False to start again from the look-up: somebody else has published the window.</returns>
    private bool TryMiss(
        FileEntry file, long window, bool mayWait, CancellationToken cancellationToken, out Slot* slot, out OsError error)
    {
        slot = null;
        error = new OsError(OsErrorKind.Closed);

        // The reference keeps the file open while it is mapped, even if its last handle is closed meanwhile.
        if (IsClosing || !_files.TryReference(file))
        {
            return true;
        }

        try
        {
            file.Directory.Reserve(window);
            switch (_supply.Take(file, window, mayWait, cancellationToken, out int index))
            {
                case SupplyOutcome.Taken:
                    return TryMap(index, file, window, out slot, out error);
                case SupplyOutcome.Retry:
                    return false;
                case SupplyOutcome.Refused:
                    error = new OsError(OsErrorKind.NoFreeSlot);
                    return true;
                default:
                    return true;
            }
        }
        finally
        {
            _files.Release(file);
            UnreserveIfIdle();
        }
    }

    private bool TryMap(int index, FileEntry file, long window, out Slot* slot, out OsError error)
    {
        error = OsError.None;
        slot = _slots[index];
        _slots.OwnerOf(index) = new SlotOwner(file, window);
        file.AddWindow();
        SlotState state = slot->BeginMap();
        if (!TSchedule.Reached(SchedulePoint.Publish) ||
            !file.Directory.TryPublish(window, new DirectoryEntry(index, state.Generation)))
        {
            _files.RemoveWindow(file);
            _supply.Return(index);
            return false;
        }

        if (_waiters.Count != 0)
        {
            _waiters.SendBack(file, window);
        }

        error = TSchedule.Reached(SchedulePoint.Map) ? Map(index, file, window) : OsError.None;
        if (error.IsError)
        {
            Fail(index, file, window, error);
            return true;
        }

        _ = TSchedule.Reached(SchedulePoint.EndMap);
        state = slot->MapDone();
        _eviction.Mapped(index);
        Counters.AddMiss(remap: state.Generation > 1);
        WakeFollowers(index, state);
        return true;
    }

    private OsError Map(int index, FileEntry file, long window)
    {
        if (IsClosing)
        {
            return new OsError(OsErrorKind.Closed);
        }

        long offset = window << _windowShift;
        OsError error = _space.Map(index, file.Os!, offset, LengthAt(file, offset));
        return error.IsError ? error : Populate(index, file, offset);
    }

    private OsError Populate(int index, FileEntry file, long offset)
    {
        while (true)
        {
            long length = LengthAt(file, offset);
            OsError error = _space.Populate(index, length);
            if (error.Kind != OsErrorKind.NoPages)
            {
                return error;
            }

            // The file has become shorter, which those who lease the window have to know, or the disk fails.
            OsError refused = file.Refresh(file.Os!);
            long left = file.Version.Length - offset;
            if (refused.IsError || left >= length)
            {
                return refused.IsError ? refused : error;
            }

            if (left <= 0)
            {
                return OsError.None;
            }
        }
    }

    private long LengthAt(FileEntry file, long offset) => Math.Clamp(file.Version.Length - offset, 1, _layout.WindowSize);

    private void Fail(int index, FileEntry file, long window, OsError error)
    {
        Slot* slot = _slots[index];
        file.Directory.Clear(window);
        _files.RemoveWindow(file);
        Counters.AddFailure();
        slot->Error = error;
        _ = TSchedule.Reached(SchedulePoint.EndMap);
        WakeFollowers(index, slot->MapFailed());
        Release(slot);
    }

    private void WakeFollowers(int index, SlotState state)
    {
        if (state.Pins > 1 && TSchedule.Reached(SchedulePoint.WakeFollowers))
        {
            _followers.Wake(index);
        }
    }

    /// <summary>Waits, holding a pin, for the mapping that another thread makes.</summary>
    private OsError Follow(Slot* slot, CancellationToken cancellationToken)
    {
        SlotState state;
        try
        {
            state = _followers.Wait(_slots.IndexOf(slot), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Release(slot);
            throw;
        }

        if (state.Phase != SlotPhase.Failed)
        {
            _hits.Add();
            return OsError.None;
        }

        OsError error = slot->Error;
        Release(slot);
        return error;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AfterLastUnpin(Slot* slot, SlotState state)
    {
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
                if (state.Phase == SlotPhase.Mapping)
                {
                    _followers.Wait(entry.Slot, CancellationToken.None);
                }

                Release(slot);
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
