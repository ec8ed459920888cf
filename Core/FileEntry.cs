namespace MappingCache;

/// <summary>
/// A file as the cache knows it, one for each identity, shared by all who have it open. It outlives its last handle for
/// as long as windows of it are mapped: a live mapping keeps the file's number from being given to another file, so no
/// descriptor is needed for that.
/// </summary>
internal sealed class FileEntry
{
    private readonly Lock _lock = new();
    private FileVersion _version;
    private long _length;
    private int _windows;

    /// <summary>Makes the entry of a file that was just opened.</summary>
    public FileEntry(IOsFile file, int windowShift)
    {
        Identity = file.Identity;
        Os = file;
        _version = file.OpenedVersion;
        _length = _version.Length;
        Directory = new WindowDirectory((_version.Length >> windowShift) + 1);
    }

    public FileIdentity Identity { get; }

    public WindowDirectory Directory { get; }

    /// <summary>The open file, while somebody refers to the entry. Belongs to <see cref="FileTable"/>; stable for whoever holds a reference.</summary>
    public IOsFile? Os { get; set; }

    /// <summary>Handles, and misses in progress. Belongs to <see cref="FileTable"/>.</summary>
    public int References { get; set; }

    /// <summary>Windows that have a directory entry, or are about to.</summary>
    public int Windows => Volatile.Read(ref _windows);

    /// <summary>What the system said of the file when it was last asked.</summary>
    public FileVersion Version => Volatile.Read(ref _version);

    /// <summary>The version's length, by one load less: every hit needs it.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>Asks the system again.</summary>
    /// <param name="file">The file, open.</param>
    /// <returns>The version that was seen, or an error.</returns>
    public OsError Refresh(IOsFile file)
    {
        while (true)
        {
            FileVersion known = Version;
            OsError error = file.GetVersion(out FileVersion seen);
            if (error.IsError || seen == known)
            {
                return error;
            }

            lock (_lock)
            {
                // Only a version that was read while the known one stood may take its place: otherwise a slow thread
                // could put back what a faster one has overtaken.
                if (_version == known)
                {
                    Volatile.Write(ref _version, seen);
                    Volatile.Write(ref _length, seen.Length);
                    return OsError.None;
                }
            }
        }
    }

    /// <summary>A window is about to get an entry.</summary>
    public void AddWindow() => Interlocked.Increment(ref _windows);

    /// <summary>A window has lost its entry.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool RemoveWindow() => Interlocked.Decrement(ref _windows) == 0;
}
