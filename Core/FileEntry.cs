namespace MappingCache;

/// <summary>
/// A file as the cache knows it, one for each identity, shared by all who have it open. It outlives its last handle for
/// as long as windows of it are mapped: a live mapping keeps the file's number from being given to another file, so no
/// descriptor is needed for that.
/// </summary>
internal sealed class FileEntry
{
    private static readonly WindowDirectory s_noHits = new(0);

    private FileVersion _version;
    private int _windows;

    /// <summary>Makes the entry of a file that was just opened.</summary>
    public FileEntry(IOsFile file, int windowShift, WindowSource source = WindowSource.Mapped)
    {
        Source = source;
        Identity = file.Identity;
        Os = file;
        _version = file.OpenedVersion;
        Directory = new WindowDirectory((_version.Length >> windowShift) + 1);
        HitDirectory = source == WindowSource.Mapped ? Directory : s_noHits;
    }

    public FileIdentity Identity { get; }

    public WindowDirectory Directory { get; }

    /// <summary>What hits look their window up in: the directory, or an empty one if the windows are copies, which have to be compared with the file's version before they are given out. So a hit need not ask.</summary>
    public WindowDirectory HitDirectory { get; }

    /// <summary>Where the file's windows come from.</summary>
    public WindowSource Source { get; }

    /// <summary>Whether the file's windows are read instead of mapped.</summary>
    public bool IsCopied => Source != WindowSource.Mapped;

    /// <summary>The open file, while somebody refers to the entry. Belongs to <see cref="FileTable"/>; stable for whoever holds a reference.</summary>
    public IOsFile? Os { get; set; }

    /// <summary>Handles, and misses in progress. Belongs to <see cref="FileTable"/>.</summary>
    public int References { get; set; }

    /// <summary>Windows that have a directory entry, or are about to.</summary>
    public int Windows => Volatile.Read(ref _windows);

    /// <summary>What the system said of the file when it was last asked.</summary>
    public FileVersion Version => Volatile.Read(ref _version);

    /// <summary>Asks the system again.</summary>
    /// <param name="file">The file, open.</param>
    /// <returns>The version that was seen, or an error.</returns>
    public OsError Refresh(IOsFile file)
    {
        while (true)
        {
            FileVersion known = Version;
            OsError error = Source == WindowSource.Measured ? file.Measure(out FileVersion seen) : file.GetVersion(out seen);
            if (error.IsError || seen == known)
            {
                return error;
            }

            // Only a version that was read while the known one stood may take its place: otherwise a slow thread could
            // put back what a faster one has overtaken.
            if (Interlocked.CompareExchange(ref _version, seen, known) == known)
            {
                return OsError.None;
            }
        }
    }

    /// <summary>Whether the version is the one that opening the file has just found. Never for a measured file.</summary>
    public bool IsUpToDate(IOsFile opened) => Source != WindowSource.Measured && Version == opened.OpenedVersion;

    /// <summary>Reading has found the file's end before the one that its version states.</summary>
    /// <param name="known">That version; then the one with the end that was found.</param>
    /// <param name="end">The file's length.</param>
    /// <returns>False when the version is another by now.</returns>
    public bool TryEndAt(ref FileVersion known, long end)
    {
        FileVersion shorter = known with { Length = end };
        if (!ReferenceEquals(Interlocked.CompareExchange(ref _version, shorter, known), known))
        {
            return false;
        }

        known = shorter;
        return true;
    }

    /// <summary>A window is about to get an entry.</summary>
    public void AddWindow() => Interlocked.Increment(ref _windows);

    /// <summary>A window has lost its entry.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool RemoveWindow() => Interlocked.Decrement(ref _windows) == 0;
}
