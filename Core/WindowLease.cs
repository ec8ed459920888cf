using System.Buffers;

namespace MappingCache;

/// <summary>
/// A pin on mapped bytes of a file that may leave its scope: kept in a field, handed to another thread, read as
/// <see cref="Memory{T}"/> across an await. Made by <see cref="MappedFile.AcquireAsync"/>.
/// </summary>
/// <remarks>
/// <see cref="Dispose()"/> gives the pin back once, however often it is called, by whichever thread. Memory that was
/// taken from the lease is refused after that: its Span and Pin throw. A span that was taken before is not: whoever
/// still reads it while another thread disposes the lease reads whatever the slot maps then, so share the memory, or
/// <see cref="Pin"/> it. Not to be written to: the pages are read-only.
/// </remarks>
public sealed unsafe class WindowLease : MemoryManager<byte>
{
    private readonly CacheEngine<NoSchedule>? _engine;
    private readonly Slot* _slot;
    private readonly byte* _address;
    private readonly int _length;
    private readonly int _changes;

    // Collected with this lease; see LeaseLog.
    private readonly object? _watch;

    // One for the lease itself and one for each memory handle; the last to go gives the slot's pin back.
    private int _holds = 1;
    private int _disposed;

    /// <summary>Takes over a pin.</summary>
    internal WindowLease(CacheEngine<NoSchedule>? engine, Slot* slot, byte* address, int length, int changes)
    {
        _engine = engine;
        _slot = slot;
        _address = address;
        _length = length;
        _changes = changes;
        _watch = engine?.Leases?.Watch(slot);
    }

    /// <summary>How many bytes there are: to the end of the window or of the file. 0 when nothing lies at the offset.</summary>
    public int Length => _length;

    /// <summary>The bytes, from the offset that was asked for, to be handed on. Refused once the lease is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public new ReadOnlyMemory<byte> Memory
    {
        get
        {
            ThrowIfDisposed();
            return CreateMemory(_length);
        }
    }

    /// <summary>The bytes, from the offset that was asked for.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public ReadOnlySpan<byte> Span => GetSpan();

    /// <summary>Whether the window is, as far as is known, what it was when it was acquired: as <see cref="Window.IsValid"/>.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public bool IsValid
    {
        get
        {
            ThrowIfDisposed();
            return _length == 0 || _engine!.IsUnchanged(_address, _changes);
        }
    }

    /// <summary>Asks the system whether the file has changed since the window was acquired: as <see cref="Window.ThrowIfChanged"/>.</summary>
    /// <exception cref="FileChangedException">It has, or a page of the window could not be had.</exception>
    /// <exception cref="MappingException">The system did not tell.</exception>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public void ThrowIfChanged()
    {
        ThrowIfDisposed();
        if (_length > 0)
        {
            _engine!.ThrowIfChanged(_address, _length, _changes);
        }
    }

    /// <summary>Copies the bytes without touching the mapping: as <see cref="Window.TryCopyTo"/>.</summary>
    /// <param name="destination">Room for <see cref="Length"/> bytes.</param>
    /// <returns>False if the file has changed since; what was copied is to be thrown away then.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="MappingException">The system did not give them.</exception>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public bool TryCopyTo(Span<byte> destination)
    {
        ThrowIfDisposed();
        return _length == 0 || _engine!.TryCopy(_address, _length, _changes, destination);
    }

    /// <summary>Whether the bytes are of no version of the file: it changed all the time while they were read.</summary>
    internal bool IsOfNoVersion => _changes == FileEntry.NoVersion;

    /// <summary>What is wrong if pages that were read so far could not be had; else null. Only while the pin is held.</summary>
    internal FileChangedException? Fault => FaultAfter(bytesSent: 0);

    /// <summary>The same, with how much was sent of an operation.</summary>
    internal FileChangedException? FaultAfter(long bytesSent) => _length == 0 ? null : _engine!.FaultOf(_address, _length, bytesSent);

    /// <summary>What has become of the file, when the system is asked now; null if nothing has. Only while the pin is held.</summary>
    internal FileChangedException? ChangeAfter(long bytesSent) => _length == 0 ? null : _engine!.ChangeOf(_address, _length, _changes, bytesSent);

    /// <summary>Whether the bytes are a slot's, and not a copy of the lease's own.</summary>
    internal bool IsMapped => _length > 0 && _engine!.Slots.Contains(_slot);

    /// <summary>Gives the pin back, as soon as no memory handle holds it any more. Idempotent.</summary>
    public void Dispose() => Dispose(disposing: true);

    /// <inheritdoc/>
    /// <remarks>For <see cref="Memory{T}"/>, which asks for it; the bytes cannot be written to.</remarks>
    public override Span<byte> GetSpan()
    {
        ThrowIfDisposed();

        // SAFETY: the pin keeps the slot's mapping as it is, and the length ends with the window and the file.
        return new Span<byte>(_address, _length);
    }

    /// <summary>Holds the slot until the handle is disposed, even if the lease is disposed before.</summary>
    /// <param name="elementIndex">The byte that the handle is to point at.</param>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The index lies outside the lease.</exception>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length, nameof(elementIndex));
        ThrowIfDisposed();
        int holds = Volatile.Read(ref _holds);
        while (holds > 0)
        {
            // A hold is only added to others: with the last one the slot's pin is gone.
            int found = Interlocked.CompareExchange(ref _holds, holds + 1, holds);
            if (found == holds)
            {
                return new MemoryHandle(_address + elementIndex, pinnable: this);
            }

            holds = found;
        }

        throw new ObjectDisposedException(nameof(WindowLease));
    }

    /// <summary>Ends a hold that <see cref="Pin"/> has begun. Called by the memory handle, once.</summary>
    public override void Unpin()
    {
        if (Interlocked.Decrement(ref _holds) == 0 && _slot != null)
        {
            _engine!.Release(_slot);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Unpin();
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
}
