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
    private readonly Slot* _lines;
    private readonly byte* _base;
    private readonly int _windowShift;
    private readonly IAddressSpace _space;
    private readonly bool _coversPastEnd;
    private readonly CacheLayout _layout;
    private readonly FileTable _files;
    private readonly SlotSupply<TSchedule> _supply;
    private readonly WaiterQueue _waiters;
    private readonly WindowMapper<TSchedule> _mapper;
    private readonly LruEviction? _lru;
    private readonly ThreadRecords _records;
    private readonly Action<DirectoryEntry> _abandoned;

    public CacheEngine(IAddressSpace space, CacheLayout layout, EvictionKind eviction, MaintenanceSettings? maintenance = null)
    {
        _space = space;
        _base = space.Base;
        _windowShift = layout.WindowShift;
        _slots = new SlotTable(layout.MaxSlots, layout.InitialSlots, layout.SlotCount);
        _layout = layout = Guarded(layout);
        _lines = _slots[0];
        _coversPastEnd = space.Traits.CoversPastEnd;
        maintenance ??= new MaintenanceSettings();
        _files = new FileTable(space, layout, maintenance.Time);
        _abandoned = AfterLight;
        _records = new ThreadRecords(_slots.Signals, _abandoned);
        Lights = new LightPins(_records, _slots, isOff: eviction == EvictionKind.Lru) { Reserve = layout.LightReserve };
        _lru = eviction == EvictionKind.Lru ? new LruEviction(_slots) : null;
        IEvictionPolicy policy = _lru is null ? new ClockEviction(_slots, Lights) : _lru;
        _supply = new SlotSupply<TSchedule>(space, _slots, policy, Lights, _files, Counters, layout);
        _waiters = _supply.Waiters;
        _mapper = new WindowMapper<TSchedule>(space, layout, _slots, _files, policy, _supply, Counters);
        Leases = layout.OnMisuse is null ? null : new LeaseLog(Loose, layout.OnMisuse);
        Resizer = new SlotResizer<TSchedule>(space, _slots, _supply);
        Fresh = new FreshFiles(maintenance.Revalidation.Interval, maintenance.Time);
        Maintenance = new CacheMaintenance<TSchedule>(this, maintenance);
    }

    public CacheCounters Counters { get; } = new();

    public ThreadRecords Records => _records;

    /// <summary>Where leases are recorded; null unless misuse is exposed.</summary>
    public LeaseLog? Leases { get; }

    public LightPins Lights { get; }

    /// <summary>The files that need not be looked at before their windows are given out.</summary>
    public FreshFiles Fresh { get; }

    public CacheLayout Layout => _layout;

    public IAddressSpace Space => _space;

    public SlotTable Slots => _slots;

    public FileTable Files => _files;

    public SlotSupply<TSchedule> Supply => _supply;

    /// <summary>Whether <see cref="Close"/> was called.</summary>
    public bool IsClosing => _supply.IsClosed;

    /// <summary>Where a slot's mapping begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* AddressOf(int slot)
    {
        // SAFETY: slot i is at Base + i windows for ever, and the reservation is large enough for all of them.
        return _base + ((nuint)slot << _windowShift);
    }

    /// <summary>Where a slot's mapping begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* AddressOf(Slot* slot) => AddressOf(_slots.IndexOf(slot));

    /// <summary>The line of the slot that an entry names.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Slot* SlotOf(DirectoryEntry entry) => _lines + entry.WideSlot;

    /// <summary>Pins the slot that an entry names, whose line the caller has found, if it is mapped already: one swap. The caller counts the hit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryHit(DirectoryEntry entry, Slot* slot) =>
        !entry.IsEmpty && TSchedule.Reached(SchedulePoint.Pin) && slot->TryPinReady(entry.Life);

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
                    _ = TSchedule.Reached(SchedulePoint.Spin);
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
            if (state.Pins == 0 && (!state.Is(SlotPhase.Ready) || _waiters.NeedsAttention))
            {
                AfterLastUnpin(slot, state);
            }
        }
    }

    /// <summary>Gives a pin back, by the slot's index.</summary>
    public void Release(int index) => Release(_slots[index]);

    /// <summary>Takes every window of a file out of its directory, and unmaps it. Those that are pinned stay mapped for their holders, and are unmapped by the last of them.</summary>
    public void DetachAll(FileEntry file)
    {
        _supply.LetGoOfSpares();
        foreach (long window in file.Directory.Windows())
        {
            Detach(file, window);
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
            if (state.Phase == SlotPhase.Poisoned && state.Generation == entry.Generation)
            {
                DetachPoisoned(index, state);
                return Finding.Moving;
            }

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

        _records.Mine->AddHit();
        return Finding.Settled;
    }

    /// <returns>False to start again from the look-up: somebody else has published the window.</returns>
    private bool TryMiss(
        FileEntry file, long window, bool mayWait, SequentialReads? reads, CancellationToken cancellationToken, out Slot* slot, out OsError error)
    {
        slot = null;
        error = BeginMiss(file);
        if (error.IsError)
        {
            return true;
        }

        try
        {
            error = Lease(file);
            if (error.IsError)
            {
                return true;
            }

            file.Directory.Reserve(window);
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

    // The use keeps the file open while it is mapped, even if its last handle is closed meanwhile.
    private OsError BeginMiss(FileEntry file) =>
        _supply.IsClosed ? new OsError(OsErrorKind.Closed) : _files.BeginUse(file);

    private void EndMiss(FileEntry file)
    {
        _files.EndUse(file);
        UnreserveIfIdle();
    }

    /// <summary>Waits, holding a pin, for the mapping that another thread makes.</summary>
    private OsError Follow(int index, CancellationToken cancellationToken)
    {
        try
        {
            return AfterFollowing(index, _mapper.Followers.Wait<TSchedule>(index, cancellationToken));
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
            _records.Mine->AddHit();
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
            Loose.Release(slot);
            return;
        }

        int index = _slots.IndexOf(slot);
        LookForPoison();
        if (state.Phase == SlotPhase.Failed)
        {
            // No entry names it any more, so nobody can pin it: it belongs to the one whose pin was the last.
            _supply.Return(index);
        }
        else if (TSchedule.Reached(SchedulePoint.LookForWaiters) && (state.Phase != SlotPhase.Ready || _waiters.NeedsAttention))
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
            if (TryDetach(file, window, entry))
            {
                return;
            }

            Slot* slot = _slots[entry.Slot];
            if (slot->TryPin(entry.Generation, out SlotState state))
            {
                try
                {
                    if (state.Phase == SlotPhase.Mapping)
                    {
                        _mapper.Followers.Wait<TSchedule>(entry.Slot, CancellationToken.None);
                    }
                }
                finally
                {
                    Release(slot);
                }
            }
            else
            {
                _ = TSchedule.Reached(SchedulePoint.Spin);
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    // Takes a mapped window out of its directory; if nobody holds it, it is unmapped.
    private bool TryDetach(FileEntry file, long window, DirectoryEntry entry)
    {
        Slot* slot = _slots[entry.Slot];
        if (TSchedule.Reached(SchedulePoint.Detach) ? !slot->TryDetach(entry.Generation) : !slot->TryPin(entry.Generation, out _))
        {
            return false;
        }

        _ = TSchedule.Reached(SchedulePoint.ClearEntry);
        file.Directory.Clear(window);
        _files.RemoveWindow(file);
        Counters.AddGivenUp(needed: false);
        Release(slot);
        return true;
    }
}
