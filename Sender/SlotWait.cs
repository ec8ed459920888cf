namespace MappingCache;

/// <summary>Windows that are waited for no longer than a limit.</summary>
internal static class SlotWait
{
    /// <summary>Acquires a window without holding up a thread.</summary>
    /// <exception cref="TimeoutException">There was none within the limit.</exception>
    public static ValueTask<WindowLease> AcquireAsync(MappedFile file, long offset, TimeSpan limit, CancellationToken cancellationToken)
    {
        return limit == Timeout.InfiniteTimeSpan ? file.AcquireAsync(offset, cancellationToken)
            : file.TryAcquireMapped(offset, out WindowLease? lease) ? ValueTask.FromResult(lease)
            : AcquireWithinAsync(file, offset, limit, cancellationToken);
    }

    /// <summary>The same, in this thread.</summary>
    /// <exception cref="TimeoutException">There was none within the limit.</exception>
    public static WindowLease Acquire(MappedFile file, long offset, TimeSpan limit)
    {
        if (limit == Timeout.InfiniteTimeSpan)
        {
            return file.AcquireLease(offset, CancellationToken.None);
        }

        using CancellationTokenSource ending = new(limit);
        try
        {
            return file.AcquireLease(offset, ending.Token);
        }
        catch (OperationCanceledException ended)
        {
            throw TimedOut(file, offset, limit, ended);
        }
    }

    private static async ValueTask<WindowLease> AcquireWithinAsync(MappedFile file, long offset, TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(limit);
        try
        {
            return await file.AcquireAsync(offset, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException ended) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(file, offset, limit, ended);
        }
    }

    private static TimeoutException TimedOut(MappedFile file, long offset, TimeSpan limit, Exception cause) =>
        new($"There was no window for '{file.Path}' at {offset:N0} within {limit}: all slots are pinned, or another thread is still mapping it. Use more slots, hold windows for less long, or wait for longer.", cause);
}
