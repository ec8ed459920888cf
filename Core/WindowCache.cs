using System.Diagnostics.CodeAnalysis;

namespace MappingCache;

/// <summary>
/// A cache of mapped windows of files: one reserved range of addresses, divided into slots. A window that is mapped is
/// shared by all who want it, stays mapped after its last release, and is taken over only to make room for another.
/// Thread-safe. Made by <c>WindowCache.Create</c>.
/// </summary>
/// <remarks>
/// A cache that is forgotten without being disposed keeps its addresses and its share of the process's map areas for
/// ever. A window that stays mapped keeps its file's space on the disk, also after the file was deleted, until the next
/// maintenance (<see cref="WindowCacheOptions.MaintenanceInterval"/>), or while it is held or its file open.
/// </remarks>
public sealed partial class WindowCache : IDisposable, IAsyncDisposable
{
    private readonly CacheEngine<NoSchedule> _engine;

    /// <summary>Makes a cache over an address space, which belongs to it from now on.</summary>
    internal WindowCache(IAddressSpace space, CacheLayout layout, EvictionKind eviction, MaintenanceSettings? maintenance = null)
    {
        _engine = new CacheEngine<NoSchedule>(space, layout, eviction, maintenance);
        Maintenance = maintenance ?? new MaintenanceSettings();
    }

    /// <summary>Bytes of a window.</summary>
    public int WindowSize => _engine.Layout.WindowSize;

    /// <summary>Most windows that are mapped at once, at this moment; <see cref="Resize"/> changes it.</summary>
    public int SlotCount => _engine.SlotCount;

    /// <summary>Most that <see cref="SlotCount"/> can be changed to: what addresses are reserved for.</summary>
    public int MaxSlots => _engine.Layout.MaxSlots;

    /// <summary>Light windows that one thread may hold at once, 0 to 64. Lowered, it takes nothing away from those who hold more. Of several threads that set it at once, one has the last word.</summary>
    /// <exception cref="ArgumentException">The number is out of its range.</exception>
    public int LightReserve
    {
        get => _engine.Lights.Reserve;
        set
        {
            CacheLayout.CheckLightReserve(value, nameof(value));
            _engine.Lights.Reserve = value;
        }
    }

    /// <summary>
    /// What was lowered when the cache was created, because the machine did not allow the default, and why; and, on Linux,
    /// whether another library of the process has by now put a handler of SIGBUS in the place of the one that
    /// <see cref="WindowCacheOptions.SurvivesFaults"/> relies on, which is asked of the system each time. Usually empty.
    /// </summary>
    public IReadOnlyList<string> Notices => _engine.Notices;

    internal CacheEngine<NoSchedule> Engine => _engine;

    /// <summary>What the maintenance works by, for those who look at files as often as the cache does.</summary>
    internal MaintenanceSettings Maintenance { get; }

    /// <summary>Opens a regular file for reading through the cache. A file that is open already, under whatever name, shares its windows.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="within">A folder that the file has to lie in once all links are followed; null for no such bound. Its own full path, with all links followed: otherwise nothing lies in it.</param>
    /// <returns>A handle, to be disposed.</returns>
    /// <exception cref="ArgumentException">The path is empty or holds a NUL character, or the folder is not a full path.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or leads out of the folder.</exception>
    /// <exception cref="MappingException">It is no regular file, cannot be mapped, or the system could not open it.</exception>
    /// <exception cref="ObjectDisposedException">The cache was disposed.</exception>
    public MappedFile Open(string path, string? within = null)
    {
        OsError error = OpenCore(path, within, out MappedFile? file);
        return file ?? throw ErrorMessages.OnOpen(error, path);
    }

    /// <summary>Opens a regular file as <see cref="Open"/> does, but does not throw for what a caller must expect of paths from outside.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="within">A folder that the file has to lie in once all links are followed; null for no such bound. Its own full path, with all links followed: otherwise nothing lies in it.</param>
    /// <param name="file">A handle, to be disposed; null if the file was not opened.</param>
    /// <param name="error">Why it was not.</param>
    /// <returns>Whether it was opened.</returns>
    /// <exception cref="ArgumentException">The path is empty or holds a NUL character, or the folder is not a full path.</exception>
    /// <exception cref="MappingException">The system could not open it for another reason.</exception>
    /// <exception cref="ObjectDisposedException">The cache was disposed.</exception>
    public bool TryOpen(string path, string? within, [NotNullWhen(true)] out MappedFile? file, out OpenError error)
    {
        OsError inner = OpenCore(path, within, out file);
        error = inner.Kind switch
        {
            OsErrorKind.None => OpenError.None,
            OsErrorKind.NotFound => OpenError.NotFound,
            OsErrorKind.AccessDenied => OpenError.AccessDenied,
            OsErrorKind.NotAFile => OpenError.NotAFile,
            OsErrorKind.OutsideFolder => OpenError.OutsideFolder,
            OsErrorKind.NotMappable or OsErrorKind.NoEnd => OpenError.NotMappable,
            _ => throw ErrorMessages.OnOpen(inner, path),
        };
        return file is not null;
    }

    /// <summary>What the cache has done and holds at this moment. Walks the slots; not for every request.</summary>
    public CacheStatistics GetStatistics() => CacheStatistics.Of(_engine);

    /// <summary>Checks every invariant of the cache, after letting go of windows that were invalidated while a light window held them. Only while nothing is acquired or released and no window is held.</summary>
    /// <returns>What is wrong, in words; empty when all is well.</returns>
    public IReadOnlyList<string> Audit()
    {
        if (_engine.Lights.InUse)
        {
            // What a light window kept from being freed when its file was invalidated waits for whoever looks next.
            _engine.LetGoOfDetached();
        }

        return CacheAudit.Of(_engine);
    }

    /// <summary>Gives no more windows and ends all waiting. Windows that are still held stay valid; the addresses are given back with the last of them. Waits for mappings that are being made, which may be reading from the disk. Handles of files are to be disposed by their owners. Idempotent.</summary>
    public void Dispose() => _engine.Close();

    /// <summary>Does as <see cref="Dispose"/>, without holding up a thread, and completes when the last window was released and the addresses are given back; at once if none is held. Every caller waits for that.</summary>
    public ValueTask DisposeAsync() => new(_engine.CloseAsync());

    private OsError OpenCore(string path, string? within, out MappedFile? file)
    {
        CheckPath(path);
        if (within is not null && (!Path.IsPathFullyQualified(within) || Path.TrimEndingDirectorySeparator(within) != Path.TrimEndingDirectorySeparator(Path.GetFullPath(within))))
        {
            // A boundary that is not what it seems to be is worse than none.
            throw new ArgumentException($"The folder '{within}' must be a full path without '.', '..' or doubled separators.", nameof(within));
        }

        ObjectDisposedException.ThrowIf(_engine.IsClosing, this);
        file = null;
        OsError error = _engine.Files.Open(new FileName(path, within), out FileEntry? entry);
        if (entry is not null && (error = _engine.LeaseOpened(entry)).IsError)
        {
            _engine.Files.Release(entry);
            entry = null;
        }

        if (entry is not null)
        {
            // Opening has looked at it.
            entry.IsReplaced = false;
            _engine.Fresh.Add(entry);
            _engine.GiveUpPastEnd(entry);
            file = new MappedFile(_engine, entry, path);
        }

        return error;
    }

    private static void CheckPath(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("The path holds a NUL character.", nameof(path));
        }
    }
}
