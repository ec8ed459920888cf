using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>
/// A pin on mapped bytes of a file, for one scope: while it is held, its bytes stay mapped where they are. Dispose it
/// once, with <c>using</c>; do not copy it.
/// </summary>
/// <remarks>
/// The bytes are the file's own, not a copy (but for files that are read instead of mapped,
/// <see cref="WindowCacheOptions.Copy"/>): when somebody writes to the file, they change under the reader. When the
/// file is cut short under a window that is held, zeros are read past its new end, which <see cref="IsValid"/> tells; without
/// <see cref="WindowCacheOptions.SurvivesFaults"/> that is fatal to the process. One window is used by one thread at a
/// time; a file's windows may be acquired by any number of threads.
/// </remarks>
public unsafe ref struct Window
{
    private const int Released = -1;

    // Null when there is nothing to give back: nothing was held, or it was given back before.
    private CacheEngine<NoSchedule>? _engine;

    private readonly Slot* _slot;
    private readonly byte* _address;
    private readonly int _changes;
    private int _length;

    /// <summary>Takes over a pin.</summary>
    internal Window(CacheEngine<NoSchedule>? engine, Slot* slot, byte* address, int length, int changes)
    {
        _engine = engine;
        _slot = slot;
        _address = address;
        _length = length;
        _changes = changes;
    }

    /// <summary>How many bytes there are: to the end of the window or of the file. 0 when nothing lies at the offset.</summary>
    public readonly int Length => _length == Released ? throw Disposed() : _length;

    /// <summary>The bytes, from the offset that was asked for. Valid until <see cref="Dispose"/>; reading them later is undefined.</summary>
    /// <exception cref="ObjectDisposedException">The window was disposed.</exception>
    public readonly ReadOnlySpan<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            // SAFETY: the pin keeps the slot's mapping as it is, and the length ends with the window and the file.
            return _length >= 0 ? new ReadOnlySpan<byte>(_address, _length) : throw Disposed();
        }
    }

    /// <summary>
    /// Whether the window is, as far as is known, what it was when it was acquired. Not, once the file was found changed
    /// (as <see cref="WindowCacheOptions.Revalidation"/> says how often), or somebody has read a page of the window that
    /// could not be had, since the file was cut short or the disk failed: zeros are read there. Asks nobody;
    /// <see cref="ThrowIfChanged"/> does.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The window was disposed.</exception>
    public readonly bool IsValid => Length == 0 || _engine!.IsUnchanged(_address, _changes);

    /// <summary>
    /// Asks the system whether the file has changed since the window was acquired. What no question can see: bytes that
    /// were written through somebody's mapping, or twice within the file system's grain of time; and on file systems that
    /// keep their times coarsely (most before Linux 6.13), any write within some milliseconds of another.
    /// </summary>
    /// <exception cref="FileChangedException">It has, or a page of the window could not be had.</exception>
    /// <exception cref="MappingException">The system did not tell.</exception>
    /// <exception cref="ObjectDisposedException">The window was disposed.</exception>
    public readonly void ThrowIfChanged()
    {
        if (Length > 0)
        {
            _engine!.ThrowIfChanged(_address, _length, _changes);
        }
    }

    /// <summary>
    /// Copies the bytes without touching the mapping: exactly those of the file as it was when the window was acquired, as
    /// far as the system tells, or it says that they are not. Some four times as dear as copying <see cref="Span"/>, which may read a page that is gone.
    /// </summary>
    /// <param name="destination">Room for <see cref="Length"/> bytes.</param>
    /// <returns>False if the file has changed since; what was copied is to be thrown away then.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="MappingException">The system did not give them.</exception>
    /// <exception cref="ObjectDisposedException">The window was disposed.</exception>
    public readonly bool TryCopyTo(Span<byte> destination) => Length == 0 || _engine!.TryCopy(_address, _length, _changes, destination);

    /// <summary>Gives the pin back. The window stays mapped for the next one who wants it. Calling it again on the same variable does nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose()
    {
        CacheEngine<NoSchedule>? engine = _engine;
        _engine = null;
        _length = Released;
        engine?.Release(_slot);
    }

    /// <summary>Whether all pages that were read so far could be had.</summary>
    internal readonly bool IsIntact => _length <= 0 || _engine!.IsIntact(_address);

    /// <summary>What is wrong if one could not; else null.</summary>
    internal readonly FileChangedException? Fault => _length <= 0 ? null : _engine!.FaultOf(_address, _length);

    /// <summary>Has the pin recorded. The window itself must not be used any more.</summary>
    internal readonly Window Recorded(LeaseLog leases, string path, long offset, StackTrace caller)
    {
        if (_engine is null)
        {
            return this;
        }

        CacheEngine<NoSchedule> engine = _engine;
        Slot* slot = _slot;
        return new Window(engine, leases.Record(() => engine.Release(slot), path, offset, caller), _address, _length, _changes);
    }

    /// <summary>Gives the pin out of hand. The window itself must not be used any more.</summary>
    internal readonly Hold ToHold() => new(_slot, name: null, _address, _length, _changes);

    /// <summary>Makes the pin a lease's. The window itself must not be used any more.</summary>
    internal readonly WindowLease ToLease(CacheEngine<NoSchedule> engine) => new(engine, _slot, _address, _length, _changes);

    private static ObjectDisposedException Disposed() => new(nameof(Window));
}
