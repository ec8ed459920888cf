using System.Diagnostics;

namespace MappingCache;

/// <content>Waiting without holding up a thread.</content>
internal sealed partial class SlotSupply<TSchedule>
{
    /// <summary>Takes a slot as <see cref="Take"/> does, without holding up a thread.</summary>
    /// <returns>How the wait ended, and the slot that was granted.</returns>
    public async ValueTask<(Waiter.Outcome Outcome, int Index)> TakeAsync(FileEntry? file, long window, CancellationToken cancellationToken)
    {
        if (TryTake(out int index))
        {
            return (Waiter.Outcome.Granted, index);
        }

        long start = Stopwatch.GetTimestamp();
        AsyncWaiter waiter = new(file, window);
        try
        {
            if (!QueueUp(waiter, file, window))
            {
                return (Waiter.Outcome.Retry, -1);
            }

            await waiter.SleepAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Leave(waiter);
            throw;
        }
        finally
        {
            _counters.AddWait(start);
        }

        return (waiter.Result, waiter.Slot);
    }
}
