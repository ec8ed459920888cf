namespace MappingCache;

/// <content>What a sender needs: pins that are neither scopes nor objects, the open file, and what is known of its changes.</content>
public sealed unsafe partial class MappedFile
{
    /// <summary>How often the file was found changed.</summary>
    internal int Changes => _entry.Changes;

    /// <summary>Whether every look at the file is a change: then a change says nothing.</summary>
    internal bool ChangesAlways => _entry.Source == WindowSource.Measured;

    /// <summary>Whether a file that was found changed holds what it did in a version: another was put in its place, or it was deleted, which leaves its times of writing alone and changes that of its attributes.</summary>
    internal bool HasOnlyLostItsName(FileVersion version)
    {
        FileEntry entry = _entry;
        bool isKnown = !_engine.Revalidate(entry).IsError;
        FileVersion now = entry.Version;
        return isKnown && entry.IsReplaced && (now.Length, now.ModifiedNanoseconds) == (version.Length, version.ModifiedNanoseconds);
    }

    /// <summary>Whether windows are made by reading, and the system's own ways of sending may not know the file.</summary>
    internal bool IsCopied => _entry.IsCopied;

    /// <summary>Whether the cache asks for leases on it.</summary>
    internal bool MayBeLeased => _entry.Lease is not null;

    /// <summary>Makes sure that what is known of the file is as fresh as its cache wants it, and that it reaches so far.</summary>
    /// <param name="end">Where the bytes end that are wanted.</param>
    /// <param name="changes">What <see cref="Changes"/> was before that was known.</param>
    /// <param name="length">The file's length.</param>
    internal OsError BeginReading(long end, out int changes, out long length)
    {
        FileEntry entry = Entry;
        changes = entry.Changes;
        length = entry.SureLength;
        if (end <= length)
        {
            return OsError.None;
        }

        OsError error = entry.IsDue ? _engine.Revalidate(entry) : OsError.None;
        changes = entry.Changes;
        length = entry.Length;
        if (error.IsError || end <= length)
        {
            return error;
        }

        error = Look(entry);
        changes = entry.Changes;
        length = entry.Length;
        return error;
    }

    /// <summary>How many bytes lie between an offset and the end of its window.</summary>
    internal int LeftOfWindow(long offset) => _windowSize - ((int)offset & (_windowSize - 1));

    /// <summary>Pins the window that holds an offset if it is mapped already.</summary>
    internal bool TryPin(long offset, out Hold hold)
    {
        if (TryHit(offset, out Slot* slot, out byte* address, out int length, out int changes))
        {
            hold = new Hold(slot, name: null, address, length, changes);
            return true;
        }

        hold = default;
        return false;
    }

    /// <summary>Whether the window that holds an offset is mapped at this moment.</summary>
    internal bool IsMapped(long offset)
    {
        bool isMapped = TryPin(offset, out Hold hold);
        if (isMapped)
        {
            Unpin(hold);
        }

        return isMapped;
    }

    /// <summary>Gives a pin back.</summary>
    internal void Unpin(in Hold hold) => _engine.Release(hold.Slot);

    /// <summary>Whether all pages that anybody has read so far of a window that is held could be had.</summary>
    internal bool IsIntact(in Hold hold) => hold.Slot->Faults == 0;

    /// <summary>Acquires a window as a lease, and waits in this thread.</summary>
    internal WindowLease AcquireLease(long offset, CancellationToken cancellationToken) => Acquire(offset, cancellationToken).ToLease(_engine);

    /// <summary>Whether a range can be read without waiting for the disk; as far as the system tells.</summary>
    internal bool IsResident(long offset, long length)
    {
        IOsFile file = Hold(Entry);
        try
        {
            return file.IsResident(offset, length);
        }
        finally
        {
            EndUse();
        }
    }

    /// <summary>Whether all of the window that holds an offset can be read, or its copy is held already.</summary>
    internal bool IsWindowResident(long offset) => IsResident(Entry, offset & -(long)_windowSize);

    /// <summary>Holds the file open until <see cref="EndUse"/>.</summary>
    internal OsError BeginUse(out IOsFile? file)
    {
        FileEntry entry = Entry;
        OsError error = _engine.Files.BeginUse(entry);
        file = error.IsError ? null : entry.Os;
        return error;
    }

    /// <summary>Ends a use.</summary>
    internal void EndUse() => _engine.Files.EndUse(_entry);

    /// <summary>Looks at the file again, also if the handle was disposed meanwhile. What the system does not tell stays as it was.</summary>
    internal void LookAnyway() => _ = _engine.Look(_entry);

    /// <summary>The exception for a file that was found changed while it was sent.</summary>
    internal FileChangedException Changed(long offset, long end, long bytesSent)
    {
        // Its length now, for the message; if the system does not tell, the one before.
        LookAnyway();
        return ErrorMessages.OnChange(Path, offset, end, _entry.Length, bytesSent);
    }

    /// <summary>The exception for a file that could not be read.</summary>
    internal Exception Unreadable(OsError error, long offset) => ErrorMessages.OnAcquire(error, Path, offset);
}
