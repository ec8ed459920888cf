namespace MappingCache;

/// <summary>
/// Files without handles that are still known because windows of them are mapped, in the order in which they became
/// idle. Not thread-safe: <see cref="FileTable"/> calls it under its lock.
/// </summary>
/// <param name="limit">Most idle files that stay known.</param>
internal sealed class IdleFiles(int limit)
{
    private readonly LinkedList<FileEntry> _byAge = [];

    /// <summary>The last handle of a file is gone.</summary>
    public void Add(FileEntry entry) => _byAge.AddLast(entry.Place);

    /// <summary>A file has a handle again, or no window any more.</summary>
    public void Remove(FileEntry entry)
    {
        // It may have been taken as surplus before.
        if (entry.Place.List == _byAge)
        {
            _byAge.Remove(entry.Place);
        }
    }

    /// <summary>Takes the file that has been idle longest if there are too many.</summary>
    /// <returns>The file, whose windows the caller is to let go of; null if the limit is kept.</returns>
    public FileEntry? TakeSurplus()
    {
        if (_byAge.Count <= limit)
        {
            return null;
        }

        FileEntry oldest = _byAge.First!.Value;
        _byAge.RemoveFirst();
        return oldest;
    }

    /// <summary>The idle files at this moment.</summary>
    public FileEntry[] ToArray() => [.. _byAge];
}
