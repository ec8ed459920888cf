namespace MappingCache;

/// <content>What is in memory, and leases that do not touch the disk.</content>
public sealed unsafe partial class MappedFile
{
    /// <summary>
    /// Pins the window that holds an offset as <see cref="TryAcquire(long, out Window)"/> does, and, if that is asked
    /// for, only if reading its bytes will not go to the disk. Says what is missing.
    /// </summary>
    /// <param name="offset">Where the bytes are to begin, in bytes from the start of the file.</param>
    /// <param name="residentOnly">Whether to refuse a window of which bytes are not in memory, instead of reading them from the disk. Looked at now, also for a window that is mapped: the system may have taken pages away since. (It may still do so later.) A copy is always in memory, and one that has yet to be made never.</param>
    /// <param name="window">The bytes from the offset to the end of its window or of the file; none if it was not acquired.</param>
    /// <returns>Whether the window is held, or why not.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="ObjectDisposedException">The handle or the cache was disposed.</exception>
    /// <exception cref="MappingException">The system could not map the window, or not read it.</exception>
    public AcquireOutcome TryAcquire(long offset, bool residentOnly, out Window window)
    {
        bool acquired = true;
        FileEntry entry = Entry;
        if (!residentOnly)
        {
            acquired = TryAcquire(offset, out window);
        }
        else if (IsPastEnd(entry, offset))
        {
            window = default;
        }
        else if (!IsResident(entry, offset))
        {
            window = default;
            return AcquireOutcome.NotResident;
        }
        else
        {
            // Not as one of a sequence, which would have the disk read ahead.
            window = TryHit(offset, out Slot* slot, out byte* address, out int length, out int changes)
                ? new Window(_engine, slot, address, length, changes)
                : AcquireWithin(entry, offset, mayWait: false, reads: null, CancellationToken.None, out acquired);
        }

        return acquired ? AcquireOutcome.Acquired : AcquireOutcome.NoFreeSlot;
    }

    /// <summary>Looks at the window that holds an offset: whether the cache holds it, and what of it is in memory. Pins, maps and reads nothing.</summary>
    /// <param name="offset">An offset within the file, as its <see cref="Length"/> is known.</param>
    /// <returns>What was seen; others may change it at any moment.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative, or not within the file.</exception>
    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
    public WindowResidency GetResidency(long offset)
    {
        FileEntry entry = Entry;
        long end = entry.Version.Length;
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, end);
        long start = offset & -(long)_windowSize;
        int length = (int)Math.Min(end - start, _windowSize);
        DirectoryEntry found = entry.Directory.Read(offset >> _windowShift);

        // SAFETY: an entry names a slot of the table, and an empty one the first.
        SlotState state = _engine.Slots[found.Slot]->State;
        bool isCached = !found.IsEmpty && state.IsReady(found.Generation);
        IOsFile file = Hold(entry);
        try
        {
            return new WindowResidency(start, length, isCached, isCached ? state.Pins : 0, file.CountResident(start, length));
        }
        finally
        {
            _engine.Files.EndUse(entry);
        }
    }

    private bool IsResident(FileEntry entry, long offset)
    {
        if (entry.IsCopied)
        {
            return HasCopy(entry, offset >> _windowShift);
        }

        long end = Math.Min(entry.Version.Length, (offset & -(long)_windowSize) + _windowSize);
        IOsFile file = Hold(entry);
        try
        {
            return file.IsResident(offset, end - offset);
        }
        finally
        {
            _engine.Files.EndUse(entry);
        }
    }

    private bool HasCopy(FileEntry entry, long window)
    {
        DirectoryEntry found = entry.Directory.Read(window);

        // SAFETY: as above.
        Slot* slot = _engine.Slots[found.Slot];
        if (found.IsEmpty || !slot->TryPinReady(found.Life))
        {
            return false;
        }

        bool isCurrent = _engine.Slots.OwnerOf(found.Slot).Copied == entry.Version;
        _engine.Release(slot);
        return isCurrent;
    }

    // The use keeps the descriptor from being closed while it is asked.
    private IOsFile Hold(FileEntry entry)
    {
        OsError error = _engine.Files.BeginUse(entry);
        return error.IsError ? throw ErrorMessages.OnAcquire(error, Path, 0) : entry.Os!;
    }
}
