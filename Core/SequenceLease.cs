using System.Buffers;

namespace MappingCache;

/// <summary>
/// Pins on the windows of a range of a file that may leave their scope, as one sequence of bytes. Made by
/// <see cref="MappedFile.AcquireSequenceAsync"/>.
/// </summary>
/// <remarks>
/// It holds a slot for each of its windows. What <see cref="WindowLease"/> says of memory holds for its segments:
/// after <see cref="Dispose"/> they throw. Thread-safe; not to be used while another thread disposes it.
/// </remarks>
public sealed class SequenceLease : IDisposable
{
    private readonly WindowChain _windows;
    private volatile bool _disposed;

    /// <summary>Takes over a chain.</summary>
    internal SequenceLease(WindowChain windows)
    {
        _windows = windows;
        Length = windows.Length;
    }

    /// <summary>How many bytes there are. Fewer than were asked for when the file ends, or when no slot could be had for a further window.</summary>
    public long Length { get; }

    /// <summary>The bytes, from the offset that was asked for; a segment ends with its window. Their memory is refused once the lease is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public ReadOnlySequence<byte> Sequence
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _windows.Sequence;
        }
    }

    /// <summary>Whether all windows are, as far as is known, what they were when they were acquired: as <see cref="Window.IsValid"/>.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public bool IsValid
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _windows.IsValid;
        }
    }

    /// <summary>Asks the system whether the file has changed since the windows were acquired: as <see cref="Window.ThrowIfChanged"/>.</summary>
    /// <exception cref="FileChangedException">It has, or a page of a window could not be had.</exception>
    /// <exception cref="MappingException">The system did not tell.</exception>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public void ThrowIfChanged()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _windows.ThrowIfChanged();
    }

    /// <summary>Gives the pins back. Idempotent.</summary>
    public void Dispose()
    {
        _disposed = true;
        _windows.Release();
    }
}
