namespace MappingCache;

/// <summary>Makes a slot map a window: publishes the entry, calls the system, says how it went. The slot belongs to the caller, and to the directory afterwards.</summary>
internal sealed unsafe class WindowMapper<TSchedule>
    where TSchedule : struct, ISchedulePoints
{
    private static readonly OsError s_beingWritten = new(OsErrorKind.BeingWritten);

    // SAFETY (whole type): every line is the slot table's, by an index that it gave out; the table outlives this object.

    private readonly IAddressSpace _space;
    private readonly AddressSpaceTraits _traits;
    private readonly CacheLayout _layout;
    private readonly SlotTable _slots;
    private readonly FileTable _files;
    private readonly IEvictionPolicy _eviction;
    private readonly SlotSupply<TSchedule> _supply;
    private readonly CacheCounters _counters;
    private readonly WarmStreak _streak = new();

    public WindowMapper(
        IAddressSpace space,
        CacheLayout layout,
        SlotTable slots,
        FileTable files,
        IEvictionPolicy eviction,
        SlotSupply<TSchedule> supply,
        CacheCounters counters)
    {
        _space = space;
        _traits = space.Traits;
        _layout = layout;
        _slots = slots;
        _files = files;
        _eviction = eviction;
        _supply = supply;
        _counters = counters;
        Followers = new FollowerGates(slots);
    }

    /// <summary>Where those wait who want a window that is being mapped.</summary>
    public FollowerGates Followers { get; }

    /// <summary>Finds out what a miss takes. The caller refers to the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="window">The window.</param>
    /// <param name="reads">The reader, if the window follows those that it has read before; else null.</param>
    public MissPlan Plan(FileEntry file, long window, SequentialReads? reads)
    {
        if (file.IsCopied || !_streak.ShouldAsk())
        {
            return new MissPlan(IsCold: false, IsPassing: reads is not null);
        }

        (long offset, long length) = RangeOf(file, window);
        bool isCold = file.Os!.CountResident(offset, length) is { } bytes ? bytes < length : !file.Os!.IsResident(offset, length);
        _streak.Saw(isCold);
        return PlanAhead(file, offset + length, isCold, reads);
    }

    /// <summary>Finds out what a miss takes for somebody who must not wait for the disk, and so has to know for sure.</summary>
    public MissPlan PlanWithoutWaiting(FileEntry file, long window, SequentialReads? reads)
    {
        (long offset, long length) = RangeOf(file, window);
        return PlanAhead(file, offset + length, isCold: file.IsCopied || !file.Os!.IsResident(offset, length), reads);
    }

    /// <summary>A window's range in the file: from its start to its end or the file's; of one byte at least.</summary>
    public (long Offset, long Length) RangeOf(FileEntry file, long window)
    {
        long offset = window << _layout.WindowShift;
        return (offset, LengthAt(file, offset));
    }

    /// <summary>Maps a window into a slot that the caller owns.</summary>
    /// <param name="index">The slot.</param>
    /// <param name="file">The file; the caller refers to it, so that it is open.</param>
    /// <param name="window">The window.</param>
    /// <param name="plan">What it takes.</param>
    /// <param name="error">Why it could not be mapped; the slot is free again then.</param>
    /// <returns>False when somebody else has published the window; the slot is free again. Otherwise the caller holds a pin, unless there is an error.</returns>
    public bool TryMap(int index, FileEntry file, long window, MissPlan plan, out OsError error)
    {
        error = OsError.None;
        Slot* slot = _slots[index];
        FileEntry? before = _supply.Occupy(index, file, window, (int)LengthAt(file, window << _layout.WindowShift));
        file.AddWindow();
        _ = TSchedule.Reached(SchedulePoint.BeginMap);
        int epoch = file.Lease?.BeginMap() ?? 0;
        SlotState state = slot->BeginMap(plan.IsPassing);
        if (!TSchedule.Reached(SchedulePoint.Publish) ||
            !file.Directory.TryPublish(window, new DirectoryEntry(index, state.Generation)))
        {
            _files.RemoveWindow(file);
            _supply.Return(index);
            Forget(before);
            return false;
        }

        if (TSchedule.Reached(SchedulePoint.SendBack) && _supply.Waiters.Count != 0)
        {
            _supply.Waiters.SendBack(file, window);
        }

        try
        {
            error = epoch == FileLease.Lost ? s_beingWritten
                : TSchedule.Reached(SchedulePoint.Map) ? Map(index, file, window, plan)
                : OsError.None;
        }
        catch
        {
            // The seam does not throw. If it does all the same, nobody shall wait for this mapping for ever.
            Fail(index, file, window, before, new OsError(OsErrorKind.Other));
            throw;
        }

        if (error.IsError || !TryEndMap(slot, file.Lease, epoch, out state))
        {
            error = error.IsError ? error : s_beingWritten;
            Fail(index, file, window, before, error);
            return true;
        }

        Forget(before);
        _eviction.Mapped(index);
        _counters.AddMiss(remap: state.Generation > 1);
        WakeFollowers(index, state);
        return true;
    }

    // Since it was begun somebody may have wanted to write to the file: then the mapping was not found by whoever took care
    // of the others, and shall not stand.
    private static bool TryEndMap(Slot* slot, FileLease? lease, int epoch, out SlotState state)
    {
        if (TSchedule.Reached(SchedulePoint.EndMap) && lease is not null)
        {
            return lease.TryEndMap(slot, epoch, out state);
        }

        state = slot->MapDone();
        return true;
    }

    private OsError Map(int index, FileEntry file, long window, MissPlan plan)
    {
        // Read after the publication, which is a full fence: either this sees the closing, or the one who closes finds
        // the entry.
        if (_supply.IsClosed)
        {
            return new OsError(OsErrorKind.Closed);
        }

        (long offset, long length) = RangeOf(file, window);
        return file.IsCopied ? Copy(index, file, offset) : Map(index, file, offset, length, plan);
    }

    private OsError Map(int index, FileEntry file, long offset, long length, MissPlan plan)
    {
        // The disk is asked before the addresses are changed, and works meanwhile. Without this the populating might have
        // it read all that the device reads ahead, around the first page that is not there.
        if (plan.IsCold && !_traits.PopulateReadsAhead)
        {
            file.Os!.ReadAhead(offset, length);
        }

        if (plan.AheadLength > 0)
        {
            file.Os!.ReadAhead(plan.AheadOffset, plan.AheadLength);
        }

        while (true)
        {
            FileVersion known = file.Version;
            OsError error = MapOnce(index, file, offset);
            if (error.Kind != OsErrorKind.NoPages)
            {
                return error;
            }

            // Either the file was changed, and cut short at least for a moment, which those who lease the window have
            // to know; or the disk does not give the pages.
            OsError refused = file.Refresh(file.Os!);
            if (refused.IsError)
            {
                return refused;
            }

            if (file.Version.Length <= offset)
            {
                return EndBefore(index);
            }

            if (file.Version == known)
            {
                return error;
            }
        }
    }

    private OsError MapOnce(int index, FileEntry file, long offset)
    {
        long length = LengthAt(file, offset);
        OsError error = _space.Map(index, file.Os!, offset, length);
        error = error.IsError ? error : _space.Populate(index, length);
        if (!error.IsError)
        {
            Reaches(index, (int)length);
        }

        return error;
    }

    // The file ends before the window, whose slot maps what may come, or nothing.
    private OsError EndBefore(int index)
    {
        Reaches(index, bytes: 0);
        return _traits.CoversPastEnd ? OsError.None : _space.Unmap(index);
    }

    // Notes what the slot has of the file now, and so how far those who hold it may read.
    private void Reaches(int index, int bytes)
    {
        _slots[index]->Covered = _traits.CoversPastEnd ? _layout.WindowSize : bytes;
        _supply.Recount(index, bytes);
    }

    private OsError Copy(int index, FileEntry file, long offset)
    {
        for (int reading = 1; ; reading++)
        {
            FileVersion known = file.Version;
            int wanted = (int)Math.Clamp(known.Length - offset, 0, _layout.WindowSize);
            int read = 0;

            // Where nothing is to be read, the slot still maps what it did for another window.
            OsError error = wanted == 0 ? _space.Unmap(index) : _space.Copy(index, file.Os!, offset, wanted, out read);
            if (error.IsError)
            {
                return error;
            }

            // The version is read after the entry was published, as the cache's closing is: whoever changes it later
            // finds the copy stale when it pins it.
            error = file.Settle(file.Os!, ref known, offset, wanted, read, reading, out bool settled);
            if (error.IsError)
            {
                return error;
            }

            if (settled)
            {
                _slots.OwnerOf(index) = _slots.OwnerOf(index) with { Copied = known };
                _counters.AddCopy();
                return OsError.None;
            }
        }
    }

    private static MissPlan PlanAhead(FileEntry file, long end, bool isCold, SequentialReads? reads)
    {
        if (reads is null)
        {
            return new MissPlan(isCold);
        }

        (long offset, long length) = file.IsCopied ? (0, 0) : reads.ReadAhead(end, isCold, file.Version.Length);
        return new MissPlan(isCold, IsPassing: true, offset, length);
    }

    private long LengthAt(FileEntry file, long offset) => Math.Clamp(file.Version.Length - offset, 1, _layout.WindowSize);

    // The slot does not map it any more.
    private void Forget(FileEntry? before)
    {
        if (before is not null)
        {
            _files.RemoveMapping(before);
        }
    }

    private void Fail(int index, FileEntry file, long window, FileEntry? before, OsError error)
    {
        Slot* slot = _slots[index];
        if (TSchedule.Reached(SchedulePoint.ForgetFailed))
        {
            file.Directory.Clear(window);
        }

        _files.RemoveWindow(file);
        if (error.Kind != OsErrorKind.BeingWritten)
        {
            _counters.AddFailure();
        }

        slot->Error = error;
        _ = TSchedule.Reached(SchedulePoint.EndMap);

        // What failed may have left the slot as it was; whoever wants to be rid of that file need not wait for those who
        // wait here. If this fails as well, who uses the slot next takes it away.
        if (before is not null && !_supply.IsClosed)
        {
            _ = _space.Unmap(index);
        }

        Forget(before);
        WakeFollowers(index, slot->MapFailed());
        if (slot->Unpin().Pins == 0)
        {
            _supply.Return(index);
        }
    }

    private void WakeFollowers(int index, SlotState state)
    {
        if (state.Pins > 1 && TSchedule.Reached(SchedulePoint.WakeFollowers))
        {
            Followers.Wake(index);
        }
    }
}
