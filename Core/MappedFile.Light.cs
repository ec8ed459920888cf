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
    [SkipLocalsInit]
    internal LightWindow AcquireLight(ThreadRecord* mine, long offset, CancellationToken cancellationToken)
    {
        // As in Acquire, hit and miss end in one place.
        CacheEngine<NoSchedule>? engine = _engine;
        Slot* slot = null;
        if (!TryHitLight(mine, offset, out ulong* name, out byte* address, out int length, out int changes))
        {
            AcquireLightSlowly(name, offset, cancellationToken, out Hold hold);
            engine = hold.IsHeld ? engine : null;
            slot = hold.Slot;
            name = hold.Name;
            address = hold.Address;
            length = hold.Length;
            changes = hold.Changes;
        }

        return new LightWindow(engine, slot, name, address, length, changes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryHitLight(ThreadRecord* mine, long offset, out ulong* name, out byte* address, out int length, out int changes)
    {
        changes = _entry.Changes;
        long end = _entry.SureLength;
        long window = offset >> _windowShift;
        ulong[] first = _firstBlock;
        name = null;
        address = null;
        length = 0;
        if ((ulong)window >= (ulong)first.Length || !CacheEngine<NoSchedule>.TryBeginLight(ref first[window], mine, out DirectoryEntry found, out name))
        {
            return false;
        }

        long bytes = BytesAt(offset, end, out nuint within);
        length = (int)bytes;

        // SAFETY: the slot is held, so its address maps the window; the offset within it is less than its size.
        address = _base + (found.WideSlot << _windowShift) + within;
        if (bytes <= 0)
        {
            // The slow path keeps the name, and asks how far the mapping reaches.
            return false;
        }

        mine->AddLightHit();
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AcquireLightSlowly(ulong* named, long offset, CancellationToken cancellationToken, out Hold hold)
    {
        // A handle that was closed finds nothing any more; what it has named in vain is withdrawn all the same.
        WindowDirectory hits = Volatile.Read(ref _closed) == 0 ? _hits : FileEntry.NoHits;
        long window = offset >> _windowShift;
        DirectoryEntry found = hits.Read(window);
        ulong* name = named != null && *named == found.Word ? named : _engine.BeginLightSlowly(hits, window, named, out found);
        if (name != null)
        {
            bool isSettled = !_entry.IsDue || !_engine.Revalidate(_entry).IsError;
            int changes = _entry.Changes;
            long bytes = isSettled ? BytesReached(_engine.SlotOf(found), offset) : 0;
            if (bytes > 0)
            {
                _records.Mine->AddLightHit();

                // SAFETY: as in TryHitLight.
                hold = new Hold(slot: null, name, _engine.AddressOf(found.Slot) + (offset & (_windowSize - 1)), (int)bytes, changes);
                return;
            }

            _engine.EndLight(name, _engine.AddressOf(found.Slot));
        }

        hold = Acquire(offset, cancellationToken).ToHold();
    }
}
