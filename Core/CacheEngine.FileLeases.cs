namespace MappingCache;

/// <content>
/// Leases on files: whoever wants to write to one waits until nothing of it is mapped any more. Windows that somebody
/// holds become copies under their readers, at the same addresses and with the same bytes; all others are given up.
/// </content>
internal sealed unsafe partial class CacheEngine<TSchedule>
{
    /// <summary>Files whose lease is held now.</summary>
    public int CountFileLeases() => _files.CountOf(static file => file.Lease?.IsHeldBy(file.Os) == true);

    /// <summary>Asks for the lease on a file that was just opened, before any of its windows is given out.</summary>
    public OsError LeaseOpened(FileEntry file)
    {
        if (file.Lease is null)
        {
            return OsError.None;
        }

        OsError error = _files.BeginUse(file);
        if (error.IsError)
        {
            return error;
        }

        error = Lease(file);
        EndMiss(file);
        return error.Kind == OsErrorKind.BeingWritten ? OsError.None : error;
    }

    /// <summary>Sees to it that windows of a file may be mapped: by its lease, or without one where the system gives none.</summary>
    /// <param name="file">The file, in use.</param>
    /// <returns><see cref="OsErrorKind.BeingWritten"/> when its windows are to be read instead; it was looked at again then.</returns>
    private OsError Lease(FileEntry file)
    {
        IOsFile os = file.Os!;
        if (file.Lease is not { IsRefused: false } lease || lease.IsHeldBy(os))
        {
            return OsError.None;
        }

        // Before it is asked for: a break that comes at once moves it on.
        int epoch = lease.Epoch;
        if (lease.MayAsk())
        {
            OsError error = os.TryLease(AnswerTo(file, os));
            if (!error.IsError)
            {
                // Only from here on the file stays as it is. What it is has to be known before others take the lease for
                // held: they would map windows of the length that it had before somebody wrote to it.
                error = file.Refresh(os);
                if (error.IsError)
                {
                    return error;
                }

                GiveUpPastEnd(file);
                if (lease.TryHold(os, epoch))
                {
                    return OsError.None;
                }
            }
            else
            {
                Counters.AddFileLeaseRefused();
                if (error.Kind != OsErrorKind.BeingWritten)
                {
                    lease.Refuse();
                    return OsError.None;
                }

                _ = lease.TryPutOff(os, epoch);
            }
        }

        // Windows may be left from before its descriptor was closed, and the lease with it. Whoever found out first may not
        // have given them all up yet, and this caller must not be given one.
        if (file.Windows != 0)
        {
            GiveUpUnheld(file);
        }

        OsError refreshed = file.Refresh(os);
        return refreshed.IsError ? refreshed : new OsError(OsErrorKind.BeingWritten);
    }

    // By itself, since what it captures is allocated when the method begins, whether it is asked for or not.
    private Action AnswerTo(FileEntry file, IOsFile os) => () => AnswerBreak(file, os);

    // In the thread that the system's side has for it, while whoever wants to write is held up. Nothing here waits for
    // anything but the system and steps of other threads that wait for nothing themselves.
    private void AnswerBreak(FileEntry file, IOsFile os)
    {
        if (file.Lease!.Break())
        {
            Counters.AddFileLeaseBroken();
        }

        // Otherwise the descriptor was closed, and opened again perhaps: the lease went with it. Its windows are given up all
        // the same, or they would be given out without one.
        bool isHere = _files.TryBeginUse(file, out OsError error) && !error.IsError && file.Os == os;
        try
        {
            if (isHere)
            {
                GiveUpMapped(file, os);
            }
            else
            {
                GiveUpUnheld(file);
            }
        }
        finally
        {
            // Whatever has come of it: nobody shall be held up for longer.
            file.AddChange();
            if (isHere)
            {
                os.EndLease();
            }

            // Only now: whoever asked for the lease before it is given back would be told that it is had.
            file.Lease.Answered();

            if (!error.IsError)
            {
                EndMiss(file);
            }
        }
    }

    private void GiveUpMapped(FileEntry file, IOsFile os)
    {
        try
        {
            GiveUpUnheld(file);
            if (file.Mappings != 0)
            {
                SwapHeld(file, os);
            }
        }
        catch (OutOfMemoryException)
        {
            // What could not be swapped stays as it is, and is guarded as without a lease.
            Counters.AddFailure();
        }
    }

    // Takes every window of a file out of its directory. Those that nobody holds are unmapped with that. One that is being
    // mapped is left to its mapper, who finds that the epoch has moved on.
    private void GiveUpUnheld(FileEntry file)
    {
        _supply.LetGoOfSpares();
        foreach (long window in file.Directory.Windows())
        {
            SpinWait spin = default;
            DirectoryEntry entry;
            while (!(entry = file.Directory.Read(window)).IsEmpty && !TryDetach(file, window, entry) && !IsBeingMapped(entry))
            {
                // Somebody is taking the slot, or detaching it, and about to clear the entry or to put it back.
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    private bool IsBeingMapped(DirectoryEntry entry)
    {
        SlotState state = _slots[entry.Slot]->State;
        return state.Phase == SlotPhase.Mapping && state.Generation == entry.Generation;
    }

    // What still maps the file is out of its directory, and is held: by a pin, or by a light window.
    private void SwapHeld(FileEntry file, IOsFile os)
    {
        Lights.Barrier();
        for (int index = 0; index < _slots.Count; index++)
        {
            if (TryPinDetached(index))
            {
                SlotOwner owner = _slots.OwnerOf(index);
                if (owner.File == file && owner.Copied is null)
                {
                    Swap(index, owner, os);
                }

                Release(index);
            }
        }
    }

    private bool TryPinDetached(int index)
    {
        Slot* slot = _slots[index];
        SpinWait spin = default;
        while (true)
        {
            SlotState state = slot->State;
            if (slot->TryPinDetached(state))
            {
                return true;
            }

            // One that a light window holds may have been claimed in vain, and is about to be given back.
            bool mayComeBack = state.Phase == SlotPhase.Detached ? state.Pins < SlotState.MaxPins
                : state.Phase == SlotPhase.Dying && Lights.Hold(new DirectoryEntry(index, state.Generation));
            if (!mayComeBack)
            {
                return false;
            }

            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    private void Swap(int index, SlotOwner owner, IOsFile os)
    {
        FileVersion version = owner.File.Version;
        long offset = owner.Number << _windowShift;
        int length = (int)Math.Clamp(version.Length - offset, 0, _layout.WindowSize);

        // Past the end there is nothing to keep; and a disk that takes its time must not be waited for by others for ever.
        OsError error = length == 0 || owner.File.Lease!.IsOverdue() ? new OsError(OsErrorKind.NoPages) : _space.SwapForCopy(index, os, offset, length);
        if (error.IsError)
        {
            Counters.AddFailure();
            return;
        }

        // Somebody may have pinned it and not asked for the file's length yet, which will be another: there are no more bytes
        // than these. Before the lease is given back; pairs with the reads behind those of the length.
        Volatile.Write(ref _slots[index]->Covered, length);

        // The one thing that is written of an owner while others read it: they find the reference or none.
        _slots.OwnerOf(index) = owner with { Copied = version };
        Counters.AddSwap();
    }
}
