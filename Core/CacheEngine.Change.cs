namespace MappingCache;

/// <content>Whether what was given out is still what it was.</content>
internal sealed unsafe partial class CacheEngine<TSchedule>
{
    // SAFETY (this part): an address that is held, in a slot that its holder keeps from being given to another window.

    /// <summary>Whether nothing is known to have changed under a window that is held.</summary>
    /// <param name="address">An address in it.</param>
    /// <param name="changes">How often its file had been found changed when the window was acquired.</param>
    public bool IsUnchanged(byte* address, int changes)
    {
        if (!IsInSlot(address, out int index))
        {
            // Memory of its own, which nobody can change: it is what it was, unless it was of no version from the start.
            return changes != FileEntry.NoVersion;
        }

        SlotOwner owner = _slots.OwnerOf(index);
        return _slots[index]->Faults == 0 && (owner.Copied is { } copied ? owner.File.IsCopied && owner.File.Version == copied : owner.File.Changes == changes);
    }

    /// <summary>Asks the system whether the file of a window that is held has changed since it was acquired.</summary>
    /// <param name="address">Where the window's bytes begin.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="changes">As in <see cref="IsUnchanged"/>.</param>
    /// <exception cref="FileChangedException">It has.</exception>
    /// <exception cref="MappingException">The system did not tell.</exception>
    public void ThrowIfChanged(byte* address, int length, int changes)
    {
        if (!IsInSlot(address, out int index))
        {
            if (!IsUnchanged(address, changes))
            {
                throw new FileChangedException();
            }

            return;
        }

        FileEntry file = _slots.OwnerOf(index).File;
        OsError error = Look(file);
        if (!IsUnchanged(address, changes))
        {
            throw Changed(address, length, index);
        }

        if (error.IsError)
        {
            throw ErrorMessages.OnRefresh(error, file.Name.Path);
        }
    }

    /// <summary>Whether all pages that were read of a window that is held could be had. If not, what was read of it may be zeros.</summary>
    public bool IsIntact(byte* address) => !IsInSlot(address, out int index) || _slots[index]->Faults == 0;

    /// <summary>For those who go on with a file however it changes: what is wrong if pages that were read of a window could not be had, so that what was read may not be the file's at all; else null.</summary>
    public FileChangedException? FaultOf(byte* address, int length, long bytesSent = 0)
    {
        if (IsIntact(address))
        {
            return null;
        }

        // Its length now, for the message; if the system does not tell, the one before.
        _ = IsInSlot(address, out int index);
        _ = Look(_slots.OwnerOf(index).File);
        return Changed(address, length, index, bytesSent);
    }

    /// <summary>For those whose call failed because of a window that is held: what has become of its file, when it is asked now; null if nothing has.</summary>
    public FileChangedException? ChangeOf(byte* address, int length, int changes, long bytesSent)
    {
        if (!IsInSlot(address, out int index))
        {
            return null;
        }

        _ = Look(_slots.OwnerOf(index).File);
        return IsUnchanged(address, changes) ? null : Changed(address, length, index, bytesSent);
    }

    /// <summary>Copies a window that is held without touching its mapping, so that no page of it can be missed.</summary>
    /// <param name="address">Where the window's bytes begin.</param>
    /// <param name="changes">As in <see cref="IsUnchanged"/>.</param>
    /// <param name="destination">Room for its bytes, and no more.</param>
    /// <param name="isWhole">Whether all of them are there and, as far as the system tells, of the file as it was when the window was acquired.</param>
    private OsError Copy(byte* address, int changes, Span<byte> destination, out bool isWhole)
    {
        isWhole = IsUnchanged(address, changes);
        if (!IsInSlot(address, out int index) || _slots.OwnerOf(index).Copied is not null)
        {
            new ReadOnlySpan<byte>(address, destination.Length).CopyTo(destination);
            return OsError.None;
        }

        SlotOwner owner = _slots.OwnerOf(index);
        int read;
        OsError error = _files.BeginUse(owner.File);
        if (error.IsError)
        {
            return error;
        }

        try
        {
            fixed (byte* to = destination)
            {
                error = owner.File.Os!.Read(to, destination.Length, OffsetOf(address, index), out read);
            }

            error = error.IsError ? error : owner.File.Refresh(owner.File.Os!);
        }
        finally
        {
            _files.EndUse(owner.File);
        }

        isWhole = !error.IsError && read == destination.Length && IsUnchanged(address, changes);
        return error;
    }

    /// <summary>The same, for the public face.</summary>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="MappingException">The system did not give the bytes.</exception>
    public bool TryCopy(byte* address, int length, int changes, Span<byte> destination)
    {
        if (destination.Length < length)
        {
            throw new ArgumentException($"There is room for {destination.Length:N0} bytes, and there are {length:N0}.", nameof(destination));
        }

        OsError error = Copy(address, changes, destination[..length], out bool isWhole);
        if (!error.IsError)
        {
            return isWhole;
        }

        _ = IsInSlot(address, out int index);
        throw ErrorMessages.OnAcquire(error, _slots.OwnerOf(index).File.Name.Path, OffsetOf(address, index));
    }

    private FileChangedException Changed(byte* address, int length, int index, long bytesSent = 0)
    {
        FileEntry file = _slots.OwnerOf(index).File;
        long offset = OffsetOf(address, index);
        return ErrorMessages.OnChange(file.Name.Path, offset, offset + length, file.Length, bytesSent);
    }

    private long OffsetOf(byte* address, int index) => (_slots.OwnerOf(index).Number << _windowShift) + (address - AddressOf(index));

    /// <summary>Does the look at a file that is due before its windows are given out: at its length and times, and whether its path still leads to it.</summary>
    /// <returns>Why the system did not tell; it stays due then.</returns>
    public OsError Revalidate(FileEntry file)
    {
        OsError error = _space.Identify(file.Name.Path, out FileIdentity identity);
        bool isReplaced = error.Kind == OsErrorKind.NotFound || (!error.IsError && identity != file.Identity);
        file.IsReplaced = isReplaced;

        // One whose descriptor was closed, and whose path leads elsewhere, nobody can be asked about any more; what is mapped
        // of it stays as it is.
        error = isReplaced && !_files.IsOpen(file) ? OsError.None : Look(file);
        if (!error.IsError)
        {
            Fresh.Add(file);
        }

        return error;
    }

    /// <summary>Looks at a file's length and times again.</summary>
    public OsError Look(FileEntry file)
    {
        // The use keeps the descriptor from being closed by another thread's Dispose while it is asked.
        OsError error = _files.BeginUse(file);
        if (error.IsError)
        {
            return error;
        }

        try
        {
            // Time to lease it again, perhaps; what keeps it from that is told by whoever maps a window.
            _ = Lease(file);
            error = file.Refresh(file.Os!);
        }
        finally
        {
            _files.EndUse(file);
        }

        GiveUpPastEnd(file);
        return error;
    }

    /// <summary>Gives up the windows past the end of a file that was cut short: those that nobody holds are unmapped, the others are as soon as nobody does.</summary>
    public void GiveUpPastEnd(FileEntry file)
    {
        if (!file.TakeWasCut())
        {
            return;
        }

        long end = (file.Length + _layout.WindowSize - 1) >> _windowShift;
        foreach (long window in file.Directory.Windows())
        {
            if (window >= end)
            {
                Detach(file, window);
            }
        }

        UnreserveIfIdle();
    }

    private bool IsInSlot(byte* address, out int index)
    {
        nuint slot = (nuint)(address - _base) >> _windowShift;
        index = (int)slot;
        return slot < (nuint)_slots.Count;
    }
}
