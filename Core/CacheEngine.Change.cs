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
            // Memory of its own, which nobody can change.
            return true;
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
            return;
        }

        SlotOwner owner = _slots.OwnerOf(index);
        long offset = (owner.Number << _windowShift) + (address - AddressOf(index));
        OsError error = Look(owner.File);
        if (!IsUnchanged(address, changes))
        {
            throw ErrorMessages.OnChange(owner.File.Name.Path, offset, offset + length, owner.File.Length);
        }

        if (error.IsError)
        {
            throw ErrorMessages.OnRefresh(error, owner.File.Name.Path);
        }
    }

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
