namespace MappingCache;

/// <content>Looking at the file's length and times again.</content>
public sealed partial class MappedFile
{
    /// <summary>Whether those who go through the file at their caller's pace have to look at its length before each window: to read past an end that has come nearer would be fatal where windows are mapped. Copies end with what was read.</summary>
    internal bool NeedsLooking => !_entry.IsCopied;

    /// <summary>Asks the system for the file's length and times again. A file that has grown shows its new bytes to windows acquired after this.</summary>
    /// <returns>The version that was seen.</returns>
    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
    /// <exception cref="MappingException">The system did not tell.</exception>
    public FileVersion Refresh()
    {
        OsError error = Look(Entry);
        return error.IsError ? throw ErrorMessages.OnRefresh(error, Path) : _entry.Version;
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

    private OsError Look(FileEntry entry)
    {
        // The use keeps the descriptor from being closed by another thread's Dispose while it is asked.
        OsError error = _engine.Files.BeginUse(entry);
        if (error.IsError)
        {
            return error;
        }

        try
        {
            return entry.Refresh(entry.Os!);
        }
        finally
        {
            _engine.Files.EndUse(entry);
        }
    }

    // Here if it is only a question, else where it may take its time.
    private async ValueTask<OsError> LookAsync(FileEntry entry, CancellationToken cancellationToken) =>
        TryLook(out OsError error) ? error : await Task.Run(() => Look(entry), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);

    // An end that was reached before is looked at again: perhaps the file has grown.
    private OsError LookForEnd(FileEntry entry, long offset, out bool isPast)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        OsError error = offset < entry.Length ? OsError.None : Look(entry);
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
        if (offset < entry.Length)
        {
            return false;
        }

        OsError error = await LookAsync(entry, cancellationToken).ConfigureAwait(false);
        return error.IsError ? throw ErrorMessages.OnAcquire(error, Path, offset) : offset >= entry.Length;
    }
}
