namespace MappingCache;

/// <content>Looking at the file's length and times again.</content>
public sealed partial class MappedFile
{
    /// <summary>Whether those who go through the file at their caller's pace have to look at its length before each window: past an end that has come nearer there is nothing to read but zeros, or worse, where windows are mapped. Copies end with what was read.</summary>
    internal bool NeedsLooking => !_entry.IsCopied;

    /// <summary>Whether the path that the file was last opened by, through whatever handle, led to another file or to none when that was last looked at (<see cref="WindowCacheOptions.Revalidation"/>). This handle goes on reading the file that it opened.</summary>
    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
    public bool IsReplaced => Entry.IsReplaced;

    /// <summary>Asks the system for the file's length and times again. A file that has grown shows its new bytes to windows acquired after this.</summary>
    /// <returns>The version that was seen.</returns>
    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
    /// <exception cref="MappingException">The system did not tell.</exception>
    public FileVersion Refresh()
    {
        OsError error = Look(Entry);
        return error.IsError ? throw ErrorMessages.OnRefresh(error, Path) : _entry.Version;
    }

    /// <summary>Looks at the file, and whether its path still leads to it: two questions to the system, while opening it once more takes several calls.</summary>
    /// <returns>False if it does not, or if that has to be found out by opening it.</returns>
    internal bool IsStillThere()
    {
        FileEntry entry = Entry;
        return entry.Name.Path == Path && !_engine.Revalidate(entry).IsError && !entry.IsReplaced;
    }

    /// <summary>Does as <see cref="Refresh"/>, without holding up a thread.</summary>
    /// <param name="cancellationToken">Ends waiting; what was begun goes on.</param>
    internal async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        OsError error = await LookAsync(Entry, cancellationToken).ConfigureAwait(false);
        if (error.IsError)
        {
            throw ErrorMessages.OnRefresh(error, Path);
        }
    }

    /// <summary>Looks at the file again if that takes no more than a question: it need not be opened, nor read to be measured.</summary>
    /// <returns>False if it does.</returns>
    internal bool TryLook(out OsError error)
    {
        FileEntry entry = Entry;
        error = OsError.None;
        if (entry.Source == WindowSource.Measured)
        {
            return false;
        }

        bool isOpen = _engine.Files.TryBeginUse(entry, out error);
        if (error.IsError)
        {
            return true;
        }

        try
        {
            error = isOpen ? entry.Refresh(entry.Os!) : OsError.None;
            return isOpen;
        }
        finally
        {
            _engine.Files.EndUse(entry);
        }
    }

    /// <summary>Looks at the file again.</summary>
    internal OsError Look() => Look(Entry);

    private OsError Look(FileEntry entry) => _engine.Look(entry);

    // Here if it is only a question, else where it may take its time.
    private async ValueTask<OsError> LookAsync(FileEntry entry, CancellationToken cancellationToken) =>
        TryLook(out OsError error) ? error : await Task.Run(() => Look(entry), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);

    // A remote file may keep whoever asks waiting, and one whose descriptor was closed may have to be opened.
    private async ValueTask<OsError> RevalidateAsync(FileEntry entry, CancellationToken cancellationToken) =>
        entry.IsCopied || !_engine.Files.IsOpen(entry)
            ? await Task.Run(() => _engine.Revalidate(entry), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false)
            : _engine.Revalidate(entry);

    // An end that was reached before is looked at again: perhaps the file has grown.
    private OsError LookForEnd(FileEntry entry, long offset, out bool isPast)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        OsError error = entry.IsDue ? _engine.Revalidate(entry) : OsError.None;
        error = error.IsError || offset < entry.Length ? error : Look(entry);
        isPast = offset >= entry.Length;
        return error;
    }

    private bool IsPastEnd(FileEntry entry, long offset)
    {
        OsError error = LookForEnd(entry, offset, out bool isPast);
        return error.IsError ? throw ErrorMessages.OnAcquire(error, Path, offset) : isPast;
    }

    private async ValueTask<bool> IsPastEndAsync(FileEntry entry, long offset, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        OsError error = entry.IsDue ? await RevalidateAsync(entry, cancellationToken).ConfigureAwait(false) : OsError.None;
        if (!error.IsError && offset < entry.Length)
        {
            return false;
        }

        error = error.IsError ? error : await LookAsync(entry, cancellationToken).ConfigureAwait(false);
        return error.IsError ? throw ErrorMessages.OnAcquire(error, Path, offset) : offset >= entry.Length;
    }
}
