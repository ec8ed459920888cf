using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>
/// A hold on mapped bytes of a file that only the thread that acquired it knows of: for one thread and one scope. It is
/// cheaper than a <see cref="Window"/>, also when many threads hold one window: but for the first after the window was
/// mapped, or after eviction has passed it over, none writes what other threads read on their way. Dispose it once,
/// with <c>using</c>; do not copy it. <see cref="Share"/> makes it a lease that may leave its scope.
/// </summary>
/// <remarks>
/// What is said of <see cref="Window"/> about the bytes holds here too. A thread may hold as many as
/// <see cref="WindowCache.LightReserve"/> says; those beyond it are ordinary pins, and behave the same.
/// </remarks>
public unsafe ref struct LightWindow
{
    private const int Released = -1;

    private readonly CacheEngine<NoSchedule>? _engine;
    private readonly Slot* _slot;
    private readonly ulong* _name;
    private readonly byte* _address;
    private readonly int _changes;
    private int _length;

    /// <summary>Takes over a hold, or an ordinary pin if there is no name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LightWindow(CacheEngine<NoSchedule>? engine, Slot* slot, ulong* name, byte* address, int length, int changes)
    {
        _engine = engine;
        _slot = slot;
        _name = name;
        _address = address;
        _length = length;
        _changes = changes;
    }

    /// <summary>How many bytes there are: to the end of the window or of the file. 0 when nothing lies at the offset.</summary>
    /// <exception cref="ObjectDisposedException">The window was disposed.</exception>
    public readonly int Length => _length == Released ? throw Disposed() : _length;

    /// <summary>The bytes, from the offset that was asked for. Valid until <see cref="Dispose"/>; reading them later is undefined.</summary>
    /// <exception cref="ObjectDisposedException">The window was disposed.</exception>
    public readonly ReadOnlySpan<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            // SAFETY: the hold keeps the slot's mapping as it is, and the length ends with the window and the file.
            return _length >= 0 ? new ReadOnlySpan<byte>(_address, _length) : throw Disposed();
        }
    }

    /// <summary>Whether the window is, as far as is known, what it was when it was acquired: as <see cref="Window.IsValid"/>.</summary>
    /// <exception cref="ObjectDisposedException">The window was disposed.</exception>
    public readonly bool IsValid => Length == 0 || _engine!.IsUnchanged(_address, _changes);

    /// <summary>Asks the system whether the file has changed since the window was acquired: as <see cref="Window.ThrowIfChanged"/>.</summary>
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

    /// <summary>Copies the bytes without touching the mapping: as <see cref="Window.TryCopyTo"/>.</summary>
    /// <param name="destination">Room for <see cref="Length"/> bytes.</param>
    /// <returns>False if the file has changed since; what was copied is to be thrown away then.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="MappingException">The system did not give them.</exception>
    /// <exception cref="ObjectDisposedException">The window was disposed.</exception>
    public readonly bool TryCopyTo(Span<byte> destination) => Length == 0 || _engine!.TryCopy(_address, _length, _changes, destination);

    /// <summary>Makes it an ordinary lease, which may leave its scope and thread. The window itself is released.</summary>
    /// <returns>The lease, to be disposed.</returns>
    /// <exception cref="ObjectDisposedException">The window was disposed.</exception>
    /// <exception cref="InvalidOperationException">The window is held as many times as can be counted (1,048,575); it stays held.</exception>
    public WindowLease Share()
    {
        CacheEngine<NoSchedule>? engine = _engine;
        int length = Length;
        Slot* slot = _slot;
        if (engine is null)
        {
            return new WindowLease(engine, slot: null, address: null, length: 0, changes: 0);
        }

        if (_name != null && !engine.TryShare(_name, out slot))
        {
            throw ErrorMessages.TooManyPins();
        }

        _length = Released;
        return new WindowLease(engine, slot, _address, length, _changes);
    }

    /// <summary>Ends the hold. The window stays mapped for the next one who wants it. Calling it again on the same variable does nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose()
    {
        if (_length != Released)
        {
            _length = Released;
            if (_name != null)
            {
                _engine!.EndLight(_name, _address);
            }
            else
            {
                ReleasePin(_engine, _slot);
            }
        }
    }

    private static ObjectDisposedException Disposed() => new(nameof(LightWindow));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReleasePin(CacheEngine<NoSchedule>? engine, Slot* slot) => engine?.Release(slot);
}
