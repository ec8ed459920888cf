namespace MappingCache;

/// <summary>The files that the cache knows, by identity. Its lock is held for look-ups and counts only, never over a call of the system.</summary>
internal sealed class FileTable(IAddressSpace space, CacheLayout layout, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<FileIdentity, FileEntry> _entries = [];
    private readonly FileNames _names = new();
    private readonly DescriptorLimit _descriptors = new(layout.MaxDescriptors);
    private readonly IdleFiles _idle = new(layout.MaxFiles);

    /// <summary>Files that have handles, or windows mapped.</summary>
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

    /// <summary>Descriptors that are open.</summary>
    public int Descriptors
    {
        get
        {
            lock (_lock)
            {
                return _descriptors.Open;
            }
        }
    }

    /// <summary>Opens a file: finds or makes its entry, and brings its version up to date.</summary>
    /// <param name="name">The file's path, and the folder that it has to lie in.</param>
    /// <param name="entry">The entry, with a reference for the caller, to be given back by <see cref="Release"/>.</param>
    public OsError Open(FileName name, out FileEntry? entry)
    {
        entry = null;
        OsError error = space.Open(name.Path, name.Within, out IOsFile? file);
        if (error.IsError)
        {
            return error;
        }

        if (!TryAdopt(file!, name, made: null, out FileEntry? found))
        {
            error = FilePreparation.Of(file!, layout.Copy, out WindowSource source);
            if (error.IsError)
            {
                file!.Dispose();
                return error;
            }

            FileEntry made = new(file!, name, layout.WindowShift, source, space.Traits.CoversPastEnd)
            {
                Lease = layout.FileLeases != FileLeaseMode.Off && source == WindowSource.Mapped ? new FileLease(time) : null,
            };
            _ = TryAdopt(file!, name, made, out found);
        }

        // The use keeps the descriptor open while it is asked.
        error = found!.IsUpToDate(file!) ? OsError.None : found.Refresh(found.Os!);
        EndUse(found);
        if (error.IsError)
        {
            Release(found);
            return error;
        }

        entry = found;
        return OsError.None;
    }

    /// <summary>Refers to an entry once more and holds its descriptor open, opening the file again if it was closed.</summary>
    /// <returns>An error if the last reference is gone already, or the file's path does not lead to it any more; nothing is held then.</returns>
    public OsError BeginUse(FileEntry entry) =>
        TryBeginUse(entry, out OsError error) ? error : Reopen(entry);

    /// <summary>Begins a use as <see cref="BeginUse"/> does, unless the file would have to be opened for it.</summary>
    /// <returns>False if it has to be: the caller goes on with <see cref="Reopen"/>.</returns>
    public bool TryBeginUse(FileEntry entry, out OsError error)
    {
        lock (_lock)
        {
            error = default;
            if (entry.References == 0)
            {
                error = new OsError(OsErrorKind.Closed);
                return true;
            }

            entry.References++;
            _descriptors.BeginUse(entry);
            return entry.Os is not null;
        }
    }

    /// <summary>Opens the file of a use that has begun without a descriptor. On an error the use has ended.</summary>
    public OsError Reopen(FileEntry entry)
    {
        FileName name = entry.Name;
        OsError error = space.Open(name.Path, name.Within, out IOsFile? file);
        if (!error.IsError)
        {
            error = file!.Identity != entry.Identity ? new OsError(OsErrorKind.Replaced)
                : entry.IsCopied ? OsError.None
                : file.PrepareMapping();
        }

        if (error.IsError)
        {
            file?.Dispose();
            EndUse(entry);
            return error;
        }

        Adopt(entry, file!);
        error = entry.IsUpToDate(file!) ? OsError.None : entry.Refresh(entry.Os!);
        if (error.IsError)
        {
            EndUse(entry);
        }

        return error;
    }

    /// <summary>Ends a use, and gives its reference back.</summary>
    public void EndUse(FileEntry entry)
    {
        IOsFile? closing;
        lock (_lock)
        {
            _descriptors.EndUse(entry);
            closing = ReleaseLocked(entry) ?? _descriptors.CloseSurplus();
        }

        closing?.Dispose();
    }

    /// <summary>Gives a reference back. The last one closes the file; the entry stays while windows of it are mapped.</summary>
    public void Release(FileEntry entry)
    {
        IOsFile? closing;
        lock (_lock)
        {
            closing = ReleaseLocked(entry);
        }

        closing?.Dispose();
    }

    /// <summary>A window of a file has lost its directory entry.</summary>
    public void RemoveWindow(FileEntry entry)
    {
        if (entry.RemoveWindow())
        {
            IOsFile? file;
            lock (_lock)
            {
                RemoveIfUnused(entry);
                file = entry.Os;
            }

            // It may have been closed meanwhile, which is all the same to it.
            file?.LetGo();
        }
    }

    /// <summary>A slot does not map a file any more.</summary>
    public void RemoveMapping(FileEntry entry)
    {
        if (entry.RemoveMapping())
        {
            lock (_lock)
            {
                RemoveIfUnused(entry);
            }
        }
    }

    /// <summary>Whether a file's descriptor is open at this moment.</summary>
    public bool IsOpen(FileEntry entry)
    {
        lock (_lock)
        {
            return entry.Os is not null;
        }
    }

    /// <summary>Closes a file's descriptor, unless somebody is using it just now. It is opened again when it is needed.</summary>
    /// <returns>Whether it is closed.</returns>
    public bool TryClose(FileEntry entry)
    {
        IOsFile? closing;
        lock (_lock)
        {
            if (entry.Uses > 0)
            {
                return false;
            }

            closing = _descriptors.Close(entry);
        }

        closing?.Dispose();
        return true;
    }

    /// <summary>The entries at this moment.</summary>
    public FileEntry[] ToArray()
    {
        lock (_lock)
        {
            return [.. _entries.Values];
        }
    }

    /// <summary>The files that were last opened by a path, and the one that it leads to now.</summary>
    /// <param name="path">The path.</param>
    /// <param name="leadsTo">The identity of what the path leads to; null if that is not known.</param>
    public List<FileEntry> Find(string path, FileIdentity? leadsTo)
    {
        lock (_lock)
        {
            List<FileEntry> found = [.. _names.Of(path)];
            if (leadsTo is { } identity && _entries.TryGetValue(identity, out FileEntry? entry) && !found.Contains(entry))
            {
                found.Add(entry);
            }

            return found;
        }
    }

    /// <summary>How many entries there are of a kind at this moment.</summary>
    public int CountOf(Func<FileEntry, bool> which)
    {
        lock (_lock)
        {
            return _entries.Values.Count(which);
        }
    }

    /// <summary>The files without handles at this moment.</summary>
    public FileEntry[] Idle()
    {
        lock (_lock)
        {
            return _idle.ToArray();
        }
    }

    /// <summary>Takes the file that has been idle longest if more are than shall stay known.</summary>
    public FileEntry? TakeSurplus()
    {
        lock (_lock)
        {
            return _idle.TakeSurplus();
        }
    }

    /// <summary>Begins a use of the entry of a file that was just opened, and refers to it once more.</summary>
    /// <param name="file">The file; it belongs to the table if this succeeds.</param>
    /// <param name="name">How it was opened.</param>
    /// <param name="made">The entry to make known if there is none; null for not to.</param>
    /// <param name="entry">The entry.</param>
    /// <returns>False if there is none.</returns>
    private bool TryAdopt(IOsFile file, FileName name, FileEntry? made, out FileEntry? entry)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(file.Identity, out entry))
            {
                if (made is null)
                {
                    return false;
                }

                _entries.Add(made.Identity, made);
                entry = made;
            }
            else
            {
                _names.Remove(entry);
            }

            _idle.Remove(entry);
            entry.Name = name;
            _names.Add(entry);
            entry.References += 2; // The handle's, and the use's.
            _descriptors.BeginUse(entry);
        }

        Adopt(entry, file);
        return true;
    }

    // The file becomes the entry's, unless that is open already.
    private void Adopt(FileEntry entry, IOsFile file)
    {
        IOsFile? surplus = file;
        lock (_lock)
        {
            if (entry.Os is null)
            {
                _descriptors.Opened(entry, file);
                surplus = _descriptors.CloseSurplus();
            }
        }

        surplus?.Dispose();
    }

    private IOsFile? ReleaseLocked(FileEntry entry)
    {
        if (--entry.References > 0)
        {
            return null;
        }

        IOsFile? closing = _descriptors.Close(entry);
        _idle.Add(entry);
        RemoveIfUnused(entry);
        return closing;
    }

    // References, windows and mappings are all looked at here, after the caller has taken one of them down to nothing; so
    // whoever comes last removes the entry. A mapping without a window is one that was detached and is still held.
    private void RemoveIfUnused(FileEntry entry)
    {
        if (entry.References == 0 && entry.Windows == 0 && entry.Mappings == 0 &&
            _entries.TryGetValue(entry.Identity, out FileEntry? known) && ReferenceEquals(known, entry))
        {
            _entries.Remove(entry.Identity);
            _names.Remove(entry);
            _idle.Remove(entry);
        }
    }
}
