using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>
/// A handle on a file whose windows the cache maps. Handles of one file, opened under whatever names, share its
/// windows. Thread-safe. Windows that were acquired through a handle may outlive it.
/// </summary>
public sealed unsafe partial class MappedFile : IDisposable
{
    private readonly CacheEngine<NoSchedule> _engine;
    private readonly int _windowShift;
    private readonly int _windowSize;
    private readonly ThreadRecords _records;
    private readonly byte* _base;
    private readonly Slot* _lines;
    private readonly FileEntry _entry;
    private readonly WindowDirectory _hits;
    private readonly SequentialReads _reads = new();
    private int _closed;

    // The directory's first block: one load less on every hit. Once the handle is closed it is an empty one, so that
    // nothing is found in it and only the slow paths have to look whether the handle is closed.
    private ulong[] _firstBlock;

    /// <summary>Takes over a reference to the entry.</summary>
    internal MappedFile(CacheEngine<NoSchedule> engine, FileEntry entry, string path)
    {
        _engine = engine;
        _windowShift = engine.Layout.WindowShift;
        _windowSize = engine.Layout.WindowSize;
        _records = engine.Records;
        _base = engine.AddressOf(slot: 0);
        _lines = engine.Slots[0];
        _entry = entry;
        _hits = engine.Leases is null ? entry.HitDirectory : FileEntry.NoHits;
        _firstBlock = _hits.FirstBlock;
        Path = path;
    }

    /// <summary>Closes a handle that was forgotten: it must not keep its descriptor for as long as the cache lives.</summary>
    ~MappedFile() => Close();

    /// <summary>The path that the file was opened by.</summary>
    public string Path { get; }

    /// <summary>What makes it the same file under other names.</summary>
    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
    public FileIdentity Identity => Entry.Identity;

    /// <summary>The file's length and times as the system last told them: when it was opened, by this handle or another, when its end was last reached, or by <see cref="Refresh()"/>.</summary>
    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
    public FileVersion Version => Entry.Version;

    /// <summary>The file's length in bytes, as <see cref="Version"/> has it.</summary>
    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
    public long Length => Version.Length;

    // The entry, for whoever does not come by way of the first block.
    private FileEntry Entry => Volatile.Read(ref _closed) == 0 ? _entry : throw new ObjectDisposedException(nameof(MappedFile));

    /// <summary>
    /// Pins the window that holds an offset, mapping it first if it is not. Waits, first come, first served, while
    /// every slot is pinned. A thread that waits while it holds windows itself may wait for ever: use
    /// <see cref="TryAcquire(long, out Window)"/> for every window after the first.
    /// </summary>
    /// <param name="offset">Where the bytes are to begin, in bytes from the start of the file; at most one window's bytes follow.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <returns>The bytes from the offset to the end of its window or of the file; none at or past the end of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="ObjectDisposedException">The handle or the cache was disposed.</exception>
    /// <exception cref="MappingException">The system could not map the window, or not read it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while it waited; nothing is held.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [SkipLocalsInit]
    public Window Acquire(long offset, CancellationToken cancellationToken = default)
    {
        // Hit and miss end in one place: the JIT, which may have seen nothing but misses when it compiles this for good,
        // finds no path to take for a cold one and to keep out of line.
        CacheEngine<NoSchedule>? engine = _engine;
        if (!TryHit(offset, out Slot* slot, out byte* address, out int length, out int changes))
        {
            AcquireSlowly(offset, cancellationToken, out Hold hold);
            engine = hold.IsHeld ? engine : null;
            slot = hold.Slot;
            address = hold.Address;
            length = hold.Length;
            changes = hold.Changes;
        }

        return new Window(engine, slot, address, length, changes);
    }

    /// <summary>Pins the window that holds an offset, mapping it first if it is not, but never waits for a slot. It may read from the disk.</summary>
    /// <param name="offset">Where the bytes are to begin, in bytes from the start of the file.</param>
    /// <param name="window">The bytes from the offset to the end of its window or of the file; none at or past the end of the file.</param>
    /// <returns>False when every slot that was looked at is pinned or being used by others at that moment, or others wait for one already.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="ObjectDisposedException">The handle or the cache was disposed.</exception>
    /// <exception cref="MappingException">The system could not map the window, or not read it.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAcquire(long offset, out Window window)
    {
        bool acquired = TryHit(offset, out Slot* slot, out byte* address, out int length, out int changes);
        window = acquired
            ? new Window(_engine, slot, address, length, changes)
            : AcquireSlowly(offset, mayWait: false, CancellationToken.None, out acquired);
        return acquired;
    }

    /// <summary>Closes the handle. Windows that it gave out stay valid; the file's windows stay cached. Idempotent.</summary>
    public void Dispose()
    {
        Close();
        _engine.LimitIdleFiles();
        GC.SuppressFinalize(this);
    }

    // What the directory says of an offset's window; nothing if the offset is negative.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private DirectoryEntry Find(long offset)
    {
        long window = offset >> _windowShift;
        ulong[] first = _firstBlock;
        return (ulong)window < (ulong)first.Length ? WindowDirectory.Read(first, window) : FindFurther(window);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private DirectoryEntry FindFurther(long window)
    {
        _ = Entry;
        return _hits.Read(window);
    }

    /// <summary>Pins a window that is mapped and has bytes at an offset, as far as the file's length is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryHit(long offset, out Slot* slot, out byte* address, out int length, out int changes)
    {
        SlowHit.Pay();

        // First, since it may have to be made: a pin would be lost by what that throws.
        ThreadRecord* mine = _records.Mine;
        changes = _entry.Changes;
        long end = _entry.SureLength;
        DirectoryEntry found = Find(offset);

        // SAFETY: the line of a slot that an entry names is one of the table's, which outlives the engine.
        slot = _lines + found.WideSlot;
        if (!CacheEngine<NoSchedule>.TryHit(found, slot))
        {
            address = null;
            length = 0;
            return false;
        }

        long bytes = BytesAt(offset, end, out nuint within);

        // SAFETY: the slot is pinned, so its address maps the window; the offset within it is less than its size.
        address = _base + (found.WideSlot << _windowShift) + within;
        length = (int)bytes;
        if (bytes <= 0)
        {
            (length, changes) = Reach(slot, offset);
            return length > 0;
        }

        mine->AddHit();
        return true;
    }

    // What a hit leaves out that may lease without asking: a pinned window whose mapping may end too early, or whose file
    // may have, or is due to be looked at. One that has no bytes to lease is released; the slow path looks at the file again, or has it mapped anew.
    // What there is is returned: what is given back by reference would be kept in memory, by all hits.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private (int Bytes, int Changes) Reach(Slot* slot, long offset)
    {
        if (!_entry.IsDue || !_engine.Revalidate(_entry).IsError)
        {
            int changes = _entry.Changes;
            int bytes = (int)BytesReached(slot, offset);
            if (bytes > 0)
            {
                _records.Mine->AddHit();
                return (bytes, changes);
            }
        }

        _engine.Release(slot);
        return (0, 0);
    }

    // Where mappings may end before their window: how many bytes there are, if a mapping that somebody holds reaches over
    // all of them, which does not change while it is held; else none.
    private long BytesReached(Slot* slot, long offset)
    {
        long bytes = BytesAt(offset, _entry.Length, out nuint within);
        return bytes > 0 && slot->Covered >= (long)within + bytes ? bytes : 0;
    }

    // How many bytes there are from an offset to the end of its window or of the file; less than none past its end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long BytesAt(long offset, long end, out nuint within)
    {
        long size = _windowSize;
        within = (nuint)offset & (nuint)(size - 1);
        return Math.Min(end - offset, size - (long)within);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AcquireSlowly(long offset, CancellationToken cancellationToken, out Hold hold) =>
        hold = AcquireSlowly(offset, mayWait: true, cancellationToken, out _).ToHold();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Window AcquireSlowly(long offset, bool mayWait, CancellationToken cancellationToken, out bool acquired)
    {
        FileEntry entry = Entry;
        acquired = true;
        if (IsPastEnd(entry, offset))
        {
            return default;
        }

        return AcquireWithin(entry, offset, mayWait, _reads, cancellationToken, out acquired);
    }

    private Window AcquireWithin(FileEntry entry, long offset, bool mayWait, SequentialReads? reads, CancellationToken cancellationToken, out bool acquired)
    {
        OsError error = TryAcquireWithin(entry, offset, mayWait, reads, cancellationToken, out Window window);
        acquired = !error.IsError;
        return acquired || error.Kind == OsErrorKind.NoFreeSlot ? window : throw ErrorMessages.OnAcquire(error, Path, offset);
    }

    private OsError TryAcquireWithin(
        FileEntry entry, long offset, bool mayWait, SequentialReads? reads, CancellationToken cancellationToken, out Window window)
    {
        while (true)
        {
            window = default;
            OsError error = _engine.Acquire(entry, offset >> _windowShift, mayWait, cancellationToken, out Slot* slot, reads);
            if (MayReadAside(error))
            {
                return ReadAside(entry, offset, caller: null, out window);
            }

            if (error.IsError || TryLease(entry, slot, offset, caller: null, out window, out error))
            {
                return error;
            }
        }
    }

    /// <summary>Leases a slot that was just pinned.</summary>
    /// <returns>False to acquire it again: the file has grown since. When the slot is not leased, it is released.</returns>
    private bool TryLease(FileEntry entry, Slot* slot, long offset, StackTrace? caller, out Window window, out OsError error)
    {
        error = OsError.None;
        if (entry.IsCopied)
        {
            window = Recorded(LeaseOfCopy(slot, offset), offset, caller);
            return true;
        }

        int changes = entry.Changes;
        long bytes = Math.Min(BytesAt(offset, entry.Length, out nuint within), slot->Covered - (long)within);
        if (bytes > 0)
        {
            // SAFETY: as in TryHit; and the mapping reaches as far.
            window = Recorded(new Window(_engine, slot, _engine.AddressOf(slot) + within, (int)bytes, changes), offset, caller);
            return true;
        }

        // The file ended before the offset when it was last looked at; perhaps it has grown.
        window = default;
        _engine.Release(slot);
        error = Look(entry);
        return error.IsError || offset >= entry.Length;
    }

    /// <summary>Pins a window, as a lease, if it is mapped already.</summary>
    /// <returns>False when it is not, or is just being mapped.</returns>
    internal bool TryAcquireMapped(long offset, [NotNullWhen(true)] out WindowLease? lease)
    {
        lease = TryHit(offset, out Slot* slot, out byte* address, out int length, out int changes) ? new WindowLease(_engine, slot, address, length, changes) : null;
        return lease is not null;
    }

    private WindowLease LeaseOfNothing() => default(Window).ToLease(_engine);

    private bool TryLeaseAsObject(FileEntry entry, int index, long offset, StackTrace? caller, [NotNullWhen(true)] out WindowLease? lease)
    {
        // SAFETY: the index is of a slot that was just pinned.
        bool leased = TryLease(entry, _engine.Slots[index], offset, caller, out Window window, out OsError error);
        lease = error.IsError ? throw ErrorMessages.OnAcquire(error, Path, offset)
            : leased ? window.ToLease(_engine)
            : null;
        return leased;
    }

    private void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _firstBlock = [];
            _engine.Files.Release(_entry);
        }
    }
}
