namespace MappingCache;

/// <summary>
/// A file as the cache knows it, one for each identity, shared by all who have it open. It outlives its last handle for
/// as long as windows of it are mapped: a live mapping keeps the file's number from being given to another file, so no
/// descriptor is needed for that. A file that has handles is opened again by its name when its descriptor was closed to
/// keep the limit of descriptors.
/// </summary>
internal sealed class FileEntry
{
    private readonly Lock _lock = new();
    private FileVersion _version;
    private long _length;
    private int _windows;

    /// <summary>Makes the entry of a file that was just opened.</summary>
    public FileEntry(IOsFile file, FileName name, int windowShift)
    {
        Identity = file.Identity;
        Name = name;
        Place = new LinkedListNode<FileEntry>(this);
        _version = file.OpenedVersion;
        _length = _version.Length;
        Directory = new WindowDirectory((_version.Length >> windowShift) + 1);
    }

    public FileIdentity Identity { get; }

    public WindowDirectory Directory { get; }

    /// <summary>How it was last opened. Belongs to <see cref="FileTable"/>; anybody may read it.</summary>
    public FileName Name { get; set; }

    /// <summary>The open file, if it is open. Belongs to <see cref="DescriptorLimit"/>; open, and stable, for whoever uses it (<see cref="FileTable.BeginUse"/>).</summary>
    public IOsFile? Os { get; set; }

    /// <summary>Those who use the descriptor now. Belongs to <see cref="DescriptorLimit"/>.</summary>
    public int Uses { get; set; }

    /// <summary>Handles, and uses. Belongs to <see cref="FileTable"/>.</summary>
    public int References { get; set; }

    /// <summary>Its place in the one order that it can be part of: among the open descriptors that nobody uses while it has handles, among the idle files when it has none. Belongs to <see cref="FileTable"/>.</summary>
    public LinkedListNode<FileEntry> Place { get; }

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
