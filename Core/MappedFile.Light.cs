using System.Runtime.CompilerServices;

namespace MappingCache;

/// <content>Windows for one thread and one scope.</content>
public sealed unsafe partial class MappedFile
{
    /// <summary>
    /// Holds the window that holds an offset, for this thread and scope only: for reading in memory what is mapped
    /// already, several times cheaper than <see cref="Acquire"/>, also when many threads read one window. What is not
    /// mapped is acquired as <see cref="Acquire"/> does, and may wait.
    /// </summary>
    /// <param name="offset">Where the bytes are to begin, in bytes from the start of the file; at most one window's bytes follow.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <returns>The bytes from the offset to the end of its window or of the file, to be disposed by this thread; none at or past the end of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="ObjectDisposedException">The handle or the cache was disposed.</exception>
    /// <exception cref="MappingException">The system could not map the window, or not read it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while it waited; nothing is held.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LightWindow AcquireLight(long offset, CancellationToken cancellationToken = default) =>
        AcquireLight(_records.TryGetForLight(), offset, cancellationToken);

    /// <summary>A way for this thread to acquire many light windows in one scope, each a little cheaper than by <see cref="AcquireLight(long, CancellationToken)"/>.</summary>
    /// <returns>The reader, for this thread alone.</returns>
    public LightReader GetLightReader() => new(this, _engine.Lights.GetAdmitted());

    /// <summary>The same, for a thread whose record is at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LightWindow AcquireLight(ThreadRecord* mine, long offset, CancellationToken cancellationToken)
    {
        DirectoryEntry found = Find(offset);
        Slot* slot = _lines + found.WideSlot;
        return CacheEngine<NoSchedule>.TryBeginLight(slot, mine, found, out ulong* place)
            ? Light(slot, place, found, offset)
            : AcquireLightSlowly(found, place, offset, cancellationToken);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LightWindow Light(Slot* slot, ulong* place, DirectoryEntry found, long offset)
    {
        int length = LengthAt(offset, out nuint within);

        // SAFETY: the slot is held, so its address maps the window; the offset within it is less than its size.
        byte* address = _base + (found.WideSlot << _windowShift) + within;
        return length > 0 ? new LightWindow(_engine, slot, place, address, length) : LightAtEnd(slot, place, found, offset);
    }

    // As LeaseAtEnd.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private LightWindow LightAtEnd(Slot* slot, ulong* place, DirectoryEntry found, long offset)
    {
        OsError error = Look(_entry);
        if (!error.IsError && offset < _entry.Length)
        {
            return Light(slot, place, found, offset);
        }

        _engine.EndLight(place, slot);
        return error.IsError ? throw ErrorMessages.OnAcquire(error, Path, offset) : default;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LightWindow AcquireLightSlowly(DirectoryEntry found, ulong* named, long offset, CancellationToken cancellationToken)
    {
        ulong* place = _engine.BeginLightSlowly(found, named);
        return place != null
            ? Light(_lines + found.WideSlot, place, found, offset)
            : Acquire(offset, cancellationToken).ToLight();
    }
}
