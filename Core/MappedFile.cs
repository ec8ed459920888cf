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
    private readonly SequentialReads _reads = new();
    private FileEntry? _entry;

    /// <summary>Takes over a reference to the entry.</summary>
    internal MappedFile(CacheEngine<NoSchedule> engine, FileEntry entry, string path)
    {
        _engine = engine;
        _windowShift = engine.Layout.WindowShift;
        _windowSize = engine.Layout.WindowSize;
        _entry = entry;
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

    private FileEntry Entry => _entry ?? throw new ObjectDisposedException(nameof(MappedFile));

    /// <summary>Asks the system for the file's length and times again. A file that has grown shows its new bytes to windows acquired after this.</summary>
    /// <returns>The version that was seen.</returns>
    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
    /// <exception cref="MappingException">The system did not tell.</exception>
    public FileVersion Refresh()
    {
        FileEntry entry = Entry;
        OsError error = Refresh(entry);
        return error.IsError ? throw ErrorMessages.OnRefresh(error, Path) : entry.Version;
    }

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
    public Window Acquire(long offset, CancellationToken cancellationToken = default)
    {
        FileEntry entry = Entry;
        if (offset < 0 || !_engine.TryHit(entry, offset >> _windowShift, out Slot* slot))
        {
            return AcquireSlowly(entry, offset, mayWait: true, cancellationToken, out _);
        }

        return Lease(entry, slot, offset);
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
        FileEntry entry = Entry;
        if (offset < 0 || !_engine.TryHit(entry, offset >> _windowShift, out Slot* slot))
        {
            window = AcquireSlowly(entry, offset, mayWait: false, CancellationToken.None, out bool acquired);
            return acquired;
        }

        window = Lease(entry, slot, offset);
        return true;
    }

    /// <summary>Closes the handle. Windows that it gave out stay valid; the file's windows stay cached. Idempotent.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Window Lease(FileEntry entry, Slot* slot, long offset)
    {
        int within = (int)offset & (_windowSize - 1);
        long length = Math.Min(entry.Version.Length - offset, _windowSize - within);

        // SAFETY: the slot is pinned, so its address maps the window; the offset within it is less than its size.
        return length > 0 ? new Window(_engine, slot, _engine.AddressOf(slot) + within, (int)length) : LeaseAtEnd(entry, slot, offset);
    }

    // The file ended before the offset when it was last looked at; perhaps it has grown.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Window LeaseAtEnd(FileEntry entry, Slot* slot, long offset)
    {
        OsError error = Refresh(entry);
        if (!error.IsError && offset < entry.Version.Length)
        {
            return Lease(entry, slot, offset);
        }

        _engine.Release(slot);
        return error.IsError ? throw ErrorMessages.OnAcquire(error, Path, offset) : default;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Window AcquireSlowly(FileEntry entry, long offset, bool mayWait, CancellationToken cancellationToken, out bool acquired)
    {
        acquired = true;
        if (IsPastEnd(entry, offset))
        {
            return default;
        }

        return AcquireWithin(entry, offset, mayWait, _reads, cancellationToken, out acquired);
    }

    private Window AcquireWithin(FileEntry entry, long offset, bool mayWait, SequentialReads? reads, CancellationToken cancellationToken, out bool acquired)
    {
        acquired = true;
        OsError error = _engine.Acquire(entry, offset >> _windowShift, mayWait, cancellationToken, out Slot* slot, reads);
        if (!error.IsError)
        {
            return entry.IsCopied ? LeaseOfCopy(slot, offset) : Lease(entry, slot, offset);
        }

        if (MayReadAside(error))
        {
            return ReadAside(entry, offset);
        }

        acquired = false;
        return error.Kind == OsErrorKind.NoFreeSlot ? default : throw ErrorMessages.OnAcquire(error, Path, offset);
    }

    private bool TryAcquireMapped(FileEntry entry, long offset, [NotNullWhen(true)] out WindowLease? lease)
    {
        lease = offset >= 0 && _engine.TryHit(entry, offset >> _windowShift, out Slot* slot)
            ? Lease(entry, slot, offset).ToLease(_engine)
            : null;
        return lease is not null;
    }

    private WindowLease LeaseOfNothing() => default(Window).ToLease(_engine);

    private WindowLease LeaseAsObject(FileEntry entry, int index, long offset)
    {
        // SAFETY: the index is of a slot that was just pinned.
        Slot* slot = _engine.Slots[index];
        return (entry.IsCopied ? LeaseOfCopy(slot, offset) : Lease(entry, slot, offset)).ToLease(_engine);
    }

    // An end that was reached before is looked at again: perhaps the file has grown.
    private bool IsPastEnd(FileEntry entry, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (offset < entry.Version.Length)
        {
            return false;
        }

        OsError error = Refresh(entry);
        return error.IsError ? throw ErrorMessages.OnAcquire(error, Path, offset) : offset >= entry.Version.Length;
    }

    private void Close()
    {
        if (Interlocked.Exchange(ref _entry, null) is { } entry)
        {
            _engine.Files.Release(entry);
        }
    }

    private OsError Refresh(FileEntry entry)
    {
        // The reference keeps the descriptor from being closed by another thread's Dispose while it is asked.
        if (!_engine.Files.TryReference(entry))
        {
            return new OsError(OsErrorKind.Closed);
        }

        try
        {
            return entry.Refresh(entry.Os!);
        }
        finally
        {
            _engine.Files.Release(entry);
        }
    }
}
