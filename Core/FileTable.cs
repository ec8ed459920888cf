namespace MappingCache;

/// <summary>The files that the cache knows, by identity. Its lock is held for look-ups and counts only, never over a call of the system.</summary>
internal sealed class FileTable(int windowShift, CopyMode copy = CopyMode.WhenNeeded)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<FileIdentity, FileEntry> _entries = [];

    /// <summary>Files that are open, or have windows mapped.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Finds or makes the entry of a file that was just opened, and brings its version up to date.</summary>
    /// <param name="file">The file. It belongs to the table from now on, whatever comes of it.</param>
    /// <param name="entry">The entry, with a reference for the caller.</param>
    public OsError Add(IOsFile file, out FileEntry? entry)
    {
        IOsFile? surplus = null;
        try
        {
            if (!TryReference(file, ref surplus, out entry))
            {
                OsError error = FilePreparation.Of(file, copy, out WindowSource source);
                if (error.IsError)
                {
                    surplus = file;
                    return error;
                }

                FileEntry made = new(file, windowShift, source);
                lock (_lock)
                {
                    if (!TryReferenceLocked(file, ref surplus, out entry))
                    {
                        made.References = 1;
                        _entries.Add(made.Identity, made);
                        entry = made;
                    }
                }
            }

            OsError refreshed = entry!.IsUpToDate(file) ? OsError.None : entry.Refresh(file);
            if (refreshed.IsError)
            {
                Release(entry);
                entry = null;
            }

            return refreshed;
        }
        finally
        {
            surplus?.Dispose();
        }
    }

    /// <summary>Refers to an entry once more, so that its file stays open.</summary>
    /// <returns>False when the last reference is gone already.</returns>
    public bool TryReference(FileEntry entry)
    {
        lock (_lock)
        {
            if (entry.References == 0)
            {
                return false;
            }

            entry.References++;
            return true;
        }
    }

    /// <summary>Gives a reference back. The last one closes the file; the entry stays while windows of it are mapped.</summary>
    public void Release(FileEntry entry)
    {
        IOsFile? closing = null;
        lock (_lock)
        {
            if (--entry.References == 0)
            {
                closing = entry.Os;
                entry.Os = null;
                RemoveIfUnused(entry);
            }
        }

        closing?.Dispose();
    }

    /// <summary>A window of a file has lost its directory entry.</summary>
    public void RemoveWindow(FileEntry entry)
    {
        if (entry.RemoveWindow())
        {
            lock (_lock)
            {
                RemoveIfUnused(entry);
            }
        }
    }

    /// <summary>The entries at this moment.</summary>
    public FileEntry[] ToArray()
    {
        lock (_lock)
        {
            return [.. _entries.Values];
        }
    }

    private bool TryReference(IOsFile file, ref IOsFile? surplus, out FileEntry? entry)
    {
        lock (_lock)
        {
            return TryReferenceLocked(file, ref surplus, out entry);
        }
    }

    private bool TryReferenceLocked(IOsFile file, ref IOsFile? surplus, out FileEntry? entry)
    {
        if (!_entries.TryGetValue(file.Identity, out entry))
        {
            return false;
        }

        entry.References++;
        if (entry.Os is null)
        {
            entry.Os = file;
        }
        else
        {
            surplus = file;
        }

        return true;
    }

    // References and windows are both looked at here, after the caller has taken one of the two down to nothing; so
    // whoever comes last removes the entry.
    private void RemoveIfUnused(FileEntry entry)
    {
        if (entry.References == 0 && entry.Windows == 0 &&
            _entries.TryGetValue(entry.Identity, out FileEntry? known) && ReferenceEquals(known, entry))
        {
            _entries.Remove(entry.Identity);
        }
    }
}
