namespace MappingCache;

/// <summary>
/// Which files' descriptors are open. Those that nobody is using are closed, least recently used first, while more are
/// open than the limit. Not thread-safe: <see cref="FileTable"/> calls it under its lock, and closes what it is given
/// outside it.
/// </summary>
/// <param name="limit">Most descriptors that stay open without being used.</param>
internal sealed class DescriptorLimit(int limit)
{
    // Open and not in use, least recently used first. Of the open ones all others are in use.
    private readonly LinkedList<FileEntry> _unused = [];
    private int _open;

    /// <summary>Descriptors that are open.</summary>
    public int Open => _open;

    /// <summary>A file that is in use has been opened.</summary>
    public void Opened(FileEntry entry, IOsFile file)
    {
        entry.Os = file;
        _open++;
    }

    /// <summary>Somebody is about to use a file's descriptor, or to open it; until the use ends it stays open.</summary>
    public void BeginUse(FileEntry entry)
    {
        if (entry.Uses++ == 0 && entry.Os is not null)
        {
            _unused.Remove(entry.Place);
        }
    }

    /// <summary>A use has ended.</summary>
    public void EndUse(FileEntry entry)
    {
        if (--entry.Uses == 0 && entry.Os is not null)
        {
            _unused.AddLast(entry.Place);
        }
    }

    /// <summary>Takes the descriptor of a file that nobody uses.</summary>
    /// <returns>The descriptor, for the caller to close; null if it was not open.</returns>
    public IOsFile? Close(FileEntry entry)
    {
        IOsFile? file = entry.Os;
        if (file is not null)
        {
            _unused.Remove(entry.Place);
            entry.Os = null;
            _open--;
        }

        return file;
    }

    /// <summary>Takes the least recently used descriptor if there are too many. Asked after every change, so that one at a time is enough.</summary>
    /// <returns>The descriptor, for the caller to close; null if the limit is kept, or all that are open are in use.</returns>
    public IOsFile? CloseSurplus() =>
        _open > limit && _unused.First is { } oldest ? Close(oldest.Value) : null;
}
