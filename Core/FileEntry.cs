using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>
/// A file as the cache knows it, one for each identity, shared by all who have it open. It outlives its last handle for
/// as long as windows of it are mapped: a live mapping keeps the file's number from being given to another file, so no
/// descriptor is needed for that. A file that has handles is opened again by its name when its descriptor was closed to
/// keep the limit of descriptors.
/// </summary>
internal sealed class FileEntry
{
    /// <summary>How often a window is read at the most while its file changes all the time.</summary>
    public const int MostReadings = 16;

    /// <summary>In the place of <see cref="Changes"/>, for bytes that were read while the file changed all the time, and are none of its versions.</summary>
    public const int NoVersion = -1;

    private readonly Lock _lock = new();
    private FileVersion _version;
    private readonly bool _coversPastEnd;
    private long _sureLength;
    private int _changes;
    private bool _isDue = true;
    private int _wasCut;
    private int _windows;
    private int _mappings;

    /// <summary>Makes the entry of a file that was just opened.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">How it was opened.</param>
    /// <param name="windowShift">log2 of the window size.</param>
    /// <param name="source">Where its windows come from.</param>
    /// <param name="coversPastEnd">Whether mappings cover what is added to the file.</param>
    public FileEntry(IOsFile file, FileName name, int windowShift, WindowSource source = WindowSource.Mapped, bool coversPastEnd = true)
    {
        Source = source;
        Identity = file.Identity;
        Name = name;
        Place = new LinkedListNode<FileEntry>(this);
        _version = file.OpenedVersion;
        _coversPastEnd = coversPastEnd;
        _sureLength = SureLengthOf(_version);
        Directory = new WindowDirectory((_version.Length >> windowShift) + 1);
        HitDirectory = source == WindowSource.Mapped ? Directory : NoHits;
    }

    /// <summary>A directory that nothing is found in.</summary>
    public static WindowDirectory NoHits { get; } = new(0);

    public FileIdentity Identity { get; }

    public WindowDirectory Directory { get; }

    /// <summary>What hits look their window up in: the directory, or an empty one if the windows are copies, which have to be compared with the file's version before they are given out. So a hit need not ask.</summary>
    public WindowDirectory HitDirectory { get; }

    /// <summary>Where the file's windows come from.</summary>
    public WindowSource Source { get; }

    /// <summary>Whether the file's windows are read instead of mapped.</summary>
    public bool IsCopied => Source != WindowSource.Mapped;

    /// <summary>The lease on the file; null if the cache takes none, or does not map it.</summary>
    public FileLease? Lease
    {
        get;
        init
        {
            field = value;
            _sureLength = SureLengthOf(_version);
        }
    }

    /// <summary>How it was last opened. Belongs to <see cref="FileTable"/>; anybody may read it.</summary>
    public FileName Name { get; set; }

    /// <summary>Another file that was opened by the same path before. Belongs to <see cref="FileNames"/>.</summary>
    public FileEntry? NextOfPath { get; set; }

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

    /// <summary>Slots that map the file, or are about to, those included that have no directory entry any more and wait for their last pin.</summary>
    public int Mappings => Volatile.Read(ref _mappings);

    /// <summary>What the system said of the file when it was last asked.</summary>
    public FileVersion Version => Volatile.Read(ref _version);

    /// <summary>The version's length.</summary>
    public long Length => Version.Length;

    /// <summary>
    /// The length that a hit may lease by without asking how far the mapping reaches, by one load less: the version's,
    /// where mappings cover what is added to their file, and are not swapped for copies; else nothing.
    /// </summary>
    public long SureLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _sureLength);
    }

    /// <summary>
    /// How often the file was found changed. Read for a lease, on the line that a hit reads anyway, so that it can tell
    /// later whether the file has changed since: before the length that it leases by, so that of a change between the two it
    /// says so. Pairs with the writes in <see cref="TryReplace"/>, which counts last.
    /// </summary>
    public int Changes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _changes);
    }

    /// <summary>Whether whoever wants a window is to look at the file first. While it is so no length is sure, so that hits come by the slow path.</summary>
    public bool IsDue => Volatile.Read(ref _isDue);

    /// <summary>Whether the path that the file was opened by led to another file, or to none, when that was last looked at.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>Whether the file has become shorter since this was last asked: windows may be mapped that lie past its end.</summary>
    public bool TakeWasCut() => Volatile.Read(ref _wasCut) != 0 && Interlocked.Exchange(ref _wasCut, 0) != 0;

    /// <summary>Says whether the file has to be looked at before its windows are given out.</summary>
    /// <returns>Whether it was said otherwise before.</returns>
    public bool SetDue(bool isDue)
    {
        lock (_lock)
        {
            bool changes = _isDue != isDue;
            Volatile.Write(ref _isDue, isDue);
            Volatile.Write(ref _sureLength, SureLengthOf(_version));
            return changes;
        }
    }

    /// <summary>Asks the system again.</summary>
    /// <param name="file">The file, open.</param>
    /// <returns>The version that was seen, or an error.</returns>
    public OsError Refresh(IOsFile file)
    {
        while (true)
        {
            FileVersion known = Version;
            OsError error = Source == WindowSource.Measured ? FileMeasure.Of(file, out FileVersion seen) : file.GetVersion(known, out seen);
            if (error.IsError || seen == known)
            {
                return error;
            }

            // Only a version that was read while the known one stood may take its place: otherwise a slow thread could
            // put back what a faster one has overtaken.
            if (TryReplace(known, seen))
            {
                return OsError.None;
            }
        }
    }

    /// <summary>Whether the version is the one that opening the file has just found. Never for a measured file.</summary>
    public bool IsUpToDate(IOsFile opened) => Source != WindowSource.Measured && Version == opened.OpenedVersion;

    /// <summary>
    /// Says whether bytes that were read may be taken for a version's. The file is asked once more: what was cut off while
    /// it was read may have been read as zeros, or not at all.
    /// </summary>
    /// <param name="file">The file, open.</param>
    /// <param name="known">The version before the reading; then the one that the bytes are of.</param>
    /// <param name="offset">Where the bytes begin.</param>
    /// <param name="wanted">How many there should have been.</param>
    /// <param name="read">How many there were.</param>
    /// <param name="reading">Which reading it was, from 1 on. At <see cref="MostReadings"/> they are taken for what they are, which is none of the file's versions, so that their lease is not valid from the start.</param>
    /// <param name="settled">Whether they may; otherwise the file has changed, and is to be read again.</param>
    public OsError Settle(IOsFile file, ref FileVersion known, long offset, int wanted, int read, int reading, out bool settled)
    {
        // Who has read some bytes of a measured file has found its end: another measuring might find yet another one.
        bool asks = wanted > 0 && (Source != WindowSource.Measured || read == 0);
        OsError error = asks ? Refresh(file) : OsError.None;
        settled = !error.IsError && Version == known;
        if (read < wanted)
        {
            FileVersion shorter = known with { Length = offset + read };
            settled = settled && TryReplace(known, shorter);
            known = shorter;
        }

        settled |= !error.IsError && reading == MostReadings;
        return error;
    }

    /// <summary>Somebody is about to change the file: whatever was acquired before counts as changed.</summary>
    public void AddChange()
    {
        lock (_lock)
        {
            Volatile.Write(ref _changes, _changes + 1);
        }
    }

    /// <summary>A window is about to get an entry.</summary>
    public void AddWindow() => Interlocked.Increment(ref _windows);

    /// <summary>A window has lost its entry.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool RemoveWindow() => Interlocked.Decrement(ref _windows) == 0;

    /// <summary>A slot maps the file, or is about to.</summary>
    public void AddMapping() => Interlocked.Increment(ref _mappings);

    /// <summary>A slot does not map it any more.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool RemoveMapping() => Interlocked.Decrement(ref _mappings) == 0;

    // None for a file that may be leased: a window that was swapped for a copy has what the file had then.
    private long SureLengthOf(FileVersion version) => _coversPastEnd && !_isDue && Lease is not { IsRefused: false } ? version.Length : 0;

    private bool TryReplace(FileVersion known, FileVersion next)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_version, known))
            {
                return false;
            }

            // First, so that whoever has seen the new version, and the file's end in it, leases nothing behind that.
            Volatile.Write(ref _sureLength, SureLengthOf(next));
            if (next.Length < known.Length)
            {
                Volatile.Write(ref _wasCut, 1);
            }

            Volatile.Write(ref _version, next);
            Volatile.Write(ref _changes, _changes + 1);
            return true;
        }
    }
}
