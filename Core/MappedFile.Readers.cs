using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace MappingCache;

/// <content>Ranges of several windows, and the file as the interfaces that others read from.</content>
/// <remarks>
/// The first window of an operation may wait for a slot; the further ones, for which it would wait while it holds the
/// first, are only tried: two that each hold what the other waits for would wait for ever. Whoever wants the rest goes
/// on from where the operation ended, as a first window again, which waits, or says why it cannot be had.
/// </remarks>
public sealed partial class MappedFile
{
    /// <summary>
    /// Pins a range of the file as one sequence, a slot for each of its windows. Waits for the first window as
    /// <see cref="AcquireAsync"/> does. The further ones never wait for a slot, so the sequence may be shorter than was
    /// asked for: look at its <see cref="SequenceLease.Length"/>, and go on from there once it is disposed.
    /// </summary>
    /// <param name="offset">Where the bytes are to begin, in bytes from the start of the file.</param>
    /// <param name="length">Most bytes that are wanted.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <returns>The bytes from the offset on, to be disposed; none at or past the end of the file, or if none are wanted.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset or the length is negative.</exception>
    /// <exception cref="ObjectDisposedException">The handle or the cache was disposed.</exception>
    /// <exception cref="MappingException">The system could not map the first window, or not read it. If that is so of a further one, the sequence ends before it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is held.</exception>
    public ValueTask<SequenceLease> AcquireSequenceAsync(long offset, long length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return CollectAsync(offset, length, cancellationToken);
    }

    /// <summary>
    /// Gives a range of the file window by window, waiting for each as <see cref="AcquireAsync"/> does. One window is
    /// held at a time: it is given back when the next is asked for, and when the enumeration ends, be it by a
    /// <c>break</c> or an exception. Its memory throws from then on; who needs it longer takes
    /// <see cref="ReadOnlyMemory{T}.Pin"/>, which holds the slot. The length of the file is asked for before each window;
    /// of a file that is read instead of mapped, when its known end is reached.
    /// </summary>
    /// <param name="offset">Where the bytes are to begin, in bytes from the start of the file.</param>
    /// <param name="length">Most bytes that are wanted. By default all to the end of the file, where that is when it is reached.</param>
    /// <param name="cancellationToken">Ends the enumeration, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The bytes of the windows, in order, none of them empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset or the length is negative.</exception>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadWindowsAsync(long offset = 0, long length = long.MaxValue, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return EnumerateAsync(offset, length, cancellationToken);
    }

    /// <summary>
    /// Gives the file as a stream that can be read and sought in, with a position of its own. It reads from the windows
    /// without a buffer between, and holds none from one call to the next; only <c>CopyTo</c> holds the window that it
    /// is writing. The length of the file is asked for when it comes to another window (but of a file that is read instead
    /// of mapped), and at the end: what has been added is read by the next call.
    /// </summary>
    /// <param name="leaveOpen">Whether disposing the stream leaves this handle open.</param>
    /// <returns>A stream, used by one thread at a time like every stream.</returns>
    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
    public Stream AsStream(bool leaveOpen = false)
    {
        _ = Entry;
        return new MappedFileStream(this, leaveOpen);
    }

    /// <summary>
    /// Gives the file as a reader of a pipe, whose buffers are the windows themselves. A window is held until all of it
    /// is consumed. Bytes that were examined and not consumed come again together with those that follow, by the next
    /// window; if no slot can be had for that one, they are copied and their slot is given back before it is waited
    /// for. Memory from an earlier read throws once its window is consumed.
    /// </summary>
    /// <param name="offset">Where to begin, in bytes from the start of the file.</param>
    /// <param name="leaveOpen">Whether completing the reader leaves this handle open.</param>
    /// <returns>
    /// A reader, to be completed. Its result is completed when the end of the file was reached; what is added to the
    /// file after that is given by a later read.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
    public PipeReader AsPipeReader(long offset = 0, bool leaveOpen = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        _ = Entry;
        return new MappedFilePipeReader(this, offset, leaveOpen);
    }

    /// <summary>The number of the window that holds an offset.</summary>
    internal long WindowOf(long offset) => offset >> _windowShift;

    /// <summary>Pins a window if it is mapped already.</summary>
    /// <returns>False when it is not, or is just being mapped.</returns>
    internal unsafe bool TryAcquireMapped(long offset, out Window window)
    {
        bool hit = TryHit(offset, out Slot* slot, out byte* address, out int length, out int changes);
        window = hit ? new Window(_engine, slot, address, length, changes) : default;
        return hit;
    }

    /// <summary>Pins a window for one who holds others: it may be mapped, and read from the disk, but no slot is waited for.</summary>
    /// <returns>False when it cannot be had, for whatever reason; one who asks for it as a first window is told.</returns>
    internal unsafe bool TryAcquireNext(long offset, out Window window)
    {
        FileEntry entry = Entry;
        window = default;
        if (LookForEnd(entry, offset, out bool isPast).IsError)
        {
            return false;
        }

        return isPast || !TryAcquireWithin(entry, offset, mayWait: false, reads: null, CancellationToken.None, out window).IsError;
    }

    /// <summary>Pins a window as <see cref="TryAcquireNext"/> does, but lets the thread pool call the system.</summary>
    /// <returns>Null when it cannot be had.</returns>
    internal ValueTask<WindowLease?> TryAcquireNextAsync(long offset) =>
        TryAcquireMapped(offset, out WindowLease? lease)
            ? ValueTask.FromResult<WindowLease?>(lease)
            : new ValueTask<WindowLease?>(Task.Run(() => TryAcquireNext(offset, out Window window) ? window.ToLease(_engine) : null));

    private async ValueTask<SequenceLease> CollectAsync(long offset, long length, CancellationToken cancellationToken)
    {
        WindowChain windows = new();
        try
        {
            WindowLease? next = length > 0 ? await AcquireAsync(offset, cancellationToken).ConfigureAwait(false) : null;
            while (next is not null && windows.TryAdd(next, length - windows.Length) && windows.Length < length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                next = await TryAcquireNextAsync(offset + windows.Length).ConfigureAwait(false);
            }

            return new SequenceLease(windows);
        }
        catch
        {
            windows.Release();
            throw;
        }
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> EnumerateAsync(long offset, long length, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            // The consumer may have taken its time. Past an end that has come nearer there is nothing to read but zeros, and asking
            // costs nothing beside a window.
            cancellationToken.ThrowIfCancellationRequested();
            if (NeedsLooking)
            {
                await RefreshAsync(cancellationToken).ConfigureAwait(false);
            }

            using WindowLease lease = await AcquireAsync(offset, cancellationToken).ConfigureAwait(false);
            int taken = (int)Math.Min(lease.Length, length);
            if (taken == 0)
            {
                yield break;
            }

            yield return lease.Memory[..taken];
            if (lease.Fault is { } fault)
            {
                throw fault;
            }

            offset += taken;
            length -= taken;
        }
    }
}
