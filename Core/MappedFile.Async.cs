using System.Diagnostics;

namespace MappingCache;

/// <content>Leases that leave their scope.</content>
public sealed partial class MappedFile
{
    /// <summary>
    /// Pins the window that holds an offset, as a lease that may leave its scope. What has to be waited for, a slot, in
    /// turn with those who wait in <see cref="Acquire"/>, another thread's mapping, or the disk, is waited for without
    /// holding up a thread. A window that is mapped already, or whose pages are in memory, completes at once: the caller's
    /// thread meets no read from the disk that can be foreseen. (One that was mapped long ago may have lost pages since;
    /// reading those goes to the disk. <see cref="TryAcquire(long, bool, out Window)"/> tells.)
    /// </summary>
    /// <param name="offset">Where the bytes are to begin, in bytes from the start of the file; at most one window's bytes follow.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <returns>The bytes from the offset to the end of its window or of the file, to be disposed; none at or past the end of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="ObjectDisposedException">The handle or the cache was disposed.</exception>
    /// <exception cref="MappingException">The system could not map the window, or not read it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while it waited; nothing is held.</exception>
    public ValueTask<WindowLease> AcquireAsync(long offset, CancellationToken cancellationToken = default)
    {
        return TryAcquireMapped(offset, out WindowLease? lease)
            ? ValueTask.FromResult(lease)
            : AcquireSlowlyAsync(Entry, offset, _engine.Leases?.StackOfCaller(), cancellationToken);
    }

    private async ValueTask<WindowLease> AcquireSlowlyAsync(FileEntry entry, long offset, StackTrace? caller, CancellationToken cancellationToken)
    {
        if (await IsPastEndAsync(entry, offset, cancellationToken).ConfigureAwait(false))
        {
            return LeaseOfNothing();
        }

        while (true)
        {
            (OsError error, int index) = await _engine.AcquireAsync(entry, offset >> _windowShift, _reads, cancellationToken).ConfigureAwait(false);
            if (error.IsError)
            {
                return MayReadAside(error)
                    ? await Task.Run(() => LeaseAside(entry, offset, caller), CancellationToken.None).ConfigureAwait(false)
                    : throw ErrorMessages.OnAcquire(error, Path, offset);
            }

            if (TryLeaseAsObject(entry, index, offset, caller, out WindowLease? lease))
            {
                return lease;
            }
        }
    }
}
