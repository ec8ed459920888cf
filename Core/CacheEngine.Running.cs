namespace MappingCache;

/// <content>What is changed while the cache runs.</content>
internal sealed partial class CacheEngine<TSchedule>
{
    public SlotResizer<TSchedule> Resizer { get; }

    public CacheMaintenance<TSchedule> Maintenance { get; }

    /// <summary>Slots in service now.</summary>
    public int SlotCount => Resizer.SlotCount;

    /// <summary>Changes how many slots are in service; see <see cref="SlotResizer{TSchedule}"/>.</summary>
    public ResizeOutcome Resize(int slots, CancellationToken cancellationToken)
    {
        try
        {
            return Resizer.Resize(slots, cancellationToken);
        }
        finally
        {
            UnreserveIfIdle();
        }
    }

    /// <summary>Does as <see cref="Resize"/>, without holding up a thread while it waits.</summary>
    public async ValueTask<ResizeOutcome> ResizeAsync(int slots, CancellationToken cancellationToken)
    {
        try
        {
            return await Resizer.ResizeAsync(slots, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            UnreserveIfIdle();
        }
    }

    /// <summary>Lets go of inactive windows, in the order of eviction, until no more than so many windows and so many bytes of files are mapped, or none is inactive.</summary>
    /// <returns>How many were let go.</returns>
    public int Trim(int windows, long bytes)
    {
        _supply.LetGoOfSpares();

        // At most as many as there are now: with others mapping new ones all the time there might be no end.
        int most = _supply.Content.Windows;
        int gone = 0;
        int surplus;
        while (gone < most && (surplus = Surplus(windows, bytes)) > 0)
        {
            int count = _supply.LetGo(Math.Min(surplus, SlotSupply<TSchedule>.MostClaims));
            if (count == 0)
            {
                break;
            }

            gone += count;
        }

        UnreserveIfIdle();
        return gone;
    }

    /// <summary>Lets go of a part of the inactive windows, in the order of eviction: all of them, or every second.</summary>
    public void LetGoOfInactive(int part)
    {
        int inactive = 0;
        for (int index = 0; index < _slots.Count; index++)
        {
            SlotState state = StateOf(index);
            inactive += state.CanClaim(state.Generation) ? 1 : 0;
        }

        _supply.LetGoOfSpares();
        int most = (inactive + part - 1) / part;
        while (most > 0 && _supply.LetGo(Math.Min(most, SlotSupply<TSchedule>.MostClaims)) is > 0 and int count)
        {
            most -= count;
        }

        UnreserveIfIdle();
    }

    /// <summary>Frees slots that were detached and have no pin any more, but were not free to be claimed when the last one went.</summary>
    public void LetGoOfDetached()
    {
        for (int index = 0; index < _slots.Count; index++)
        {
            SlotState state = StateOf(index);
            if (state.Phase == SlotPhase.Detached)
            {
                _ = _supply.TryLetGo(index, state);
            }
        }

        UnreserveIfIdle();
    }

    /// <summary>Lets go of the windows that a sweep finds idle.</summary>
    /// <returns>How many were let go.</returns>
    public int LetGoOf(IdleSweep idle)
    {
        int gone = idle.Run(_supply.TryLetGo);
        _supply.LetGoOfSpares();
        UnreserveIfIdle();
        return gone;
    }

    /// <summary>Takes the windows of files that a path leads to, or once led to, out of their directories.</summary>
    /// <returns>An error if the path could not be looked up for another reason than that there is no such file.</returns>
    public OsError Invalidate(string path)
    {
        OsError error = FindFiles(path, out List<FileEntry> files);
        files.ForEach(DetachAll);
        return error;
    }

    /// <summary>Does as <see cref="Invalidate"/>, and closes the files' descriptors.</summary>
    /// <param name="path">The path.</param>
    /// <param name="isFree">Whether nothing of the files is mapped or open any more.</param>
    /// <returns>An error if the path could not be looked up for another reason than that there is no such file.</returns>
    public OsError LetGoOf(string path, out bool isFree)
    {
        OsError error = FindFiles(path, out List<FileEntry> files);
        files.ForEach(DetachAll);

        // What a light window held when it was detached, nobody frees at its end.
        if (files.Exists(static file => file.Mappings > 0))
        {
            LetGoOfDetached();
        }

        isFree = true;
        foreach (FileEntry file in files)
        {
            isFree = _files.TryClose(file) && file.Mappings == 0 && isFree;
        }

        return error;
    }

    /// <summary>Lets go of the windows of the files that have been idle longest, while more are known than the limit.</summary>
    public void LimitIdleFiles()
    {
        while (_files.TakeSurplus() is { } file)
        {
            DetachAll(file);
        }
    }

    /// <summary>Lets go of the windows of idle files whose name does not lead to them any more: they were deleted, or replaced by another, and only these windows keep their space on the disk.</summary>
    public void LetGoOfDeletedFiles()
    {
        foreach (FileEntry file in _files.Idle())
        {
            OsError error = _space.Identify(file.Name.Path, out FileIdentity identity);
            if (error.Kind == OsErrorKind.NotFound || (!error.IsError && identity != file.Identity))
            {
                DetachAll(file);
            }
        }
    }

    private OsError FindFiles(string path, out List<FileEntry> files)
    {
        OsError error = _space.Identify(path, out FileIdentity identity);
        files = _files.Find(path, error.IsError ? null : identity);
        return error.Kind == OsErrorKind.NotFound ? OsError.None : error;
    }

    // How many windows there are too many, at the least: what they hold is not counted one by one.
    private int Surplus(int windows, long bytes)
    {
        long tooMany = Math.Max(0, _supply.Content.Windows - (long)windows);
        long tooLarge = Math.Max(0, _supply.Content.Bytes - bytes);
        return (int)Math.Max(tooMany, (tooLarge + _layout.WindowSize - 1) / _layout.WindowSize);
    }

    // SAFETY: the index is below the count of slots taken.
    private unsafe SlotState StateOf(int index) => _slots[index]->State;
}
