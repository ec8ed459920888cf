namespace MappingCache;

/// <summary>
/// Which known files were last opened by a path: one, or several when a file was replaced whose windows are still
/// mapped. Not thread-safe: <see cref="FileTable"/> calls it under its lock.
/// </summary>
internal sealed class FileNames
{
    // The youngest of each path; the others follow by FileEntry.NextOfPath.
    private readonly Dictionary<string, FileEntry> _youngest = [];

    /// <summary>A file is known by its path from now on.</summary>
    public void Add(FileEntry entry)
    {
        entry.NextOfPath = _youngest.GetValueOrDefault(entry.Name.Path);
        _youngest[entry.Name.Path] = entry;
    }

    /// <summary>A file is not known by its path any more.</summary>
    public void Remove(FileEntry entry)
    {
        string path = entry.Name.Path;
        FileEntry youngest = _youngest[path];
        if (youngest != entry)
        {
            FileEntry before = youngest;
            while (before.NextOfPath != entry)
            {
                before = before.NextOfPath!;
            }

            before.NextOfPath = entry.NextOfPath;
        }
        else if (entry.NextOfPath is { } next)
        {
            _youngest[path] = next;
        }
        else
        {
            _ = _youngest.Remove(path);
        }

        entry.NextOfPath = null;
    }

    /// <summary>The files of a path.</summary>
    public IEnumerable<FileEntry> Of(string path)
    {
        for (FileEntry? entry = _youngest.GetValueOrDefault(path); entry is not null; entry = entry.NextOfPath)
        {
            yield return entry;
        }
    }
}
