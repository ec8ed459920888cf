namespace MappingCache;

/// <content>The same algorithm for those who do not hold up a thread: nothing here touches a slot's line itself.</content>
internal sealed partial class CacheEngine<TSchedule>
{
    /// <summary>Pins a window's slot as <see cref="Acquire"/> does, but holds up no thread: it waits as a task; and where the disk has to be read, the system is called from the thread pool.</summary>
    /// <returns>The slot's index, with a pin for the caller, unless there is an error.</returns>
    public async ValueTask<(OsError Error, int Index)> AcquireAsync(FileEntry file, long window, SequentialReads? reads, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (Find(file, window, out int index, out OsError error))
            {
                case Finding.Settled:
                    return (error, index);
                case Finding.Mapping:
                    error = await FollowAsync(index, cancellationToken).ConfigureAwait(false);
                    if (error.IsError || !TryDropStale(file, window, index))
                    {
                        return (error, index);
                    }

                    break;
                case Finding.Moving:
                    cancellationToken.ThrowIfCancellationRequested();
                    await Task.Yield();
                    break;
                default:
                    if (await MissAsync(file, window, reads, cancellationToken).ConfigureAwait(false) is { } made)
                    {
                        return made;
                    }

                    break;
            }
        }
    }

    /// <returns>Null to start again from the look-up: somebody else has published the window.</returns>
    private async ValueTask<(OsError Error, int Index)?> MissAsync(FileEntry file, long window, SequentialReads? reads, CancellationToken cancellationToken)
    {
        OsError error = await BeginMissAsync(file).ConfigureAwait(false);
        if (error.IsError)
        {
            return (error, -1);
        }

        try
        {
            error = Lease(file);
            if (error.IsError)
            {
                return (error, -1);
            }

            file.Directory.Reserve(window);
            reads = BeginReading(file, window, reads);
            (Waiter.Outcome outcome, int index) = await _supply.TakeAsync(file, window, cancellationToken).ConfigureAwait(false);
            if (outcome != Waiter.Outcome.Granted)
            {
                return null;
            }

            // Pages that are in memory are mapped here and now: a change of threads would cost more.
            MissPlan plan = _mapper.PlanWithoutWaiting(file, window, reads);
            return plan.Blocks
                ? await Task.Run(() => TryMap(index, file, window, plan), CancellationToken.None).ConfigureAwait(false)
                : TryMap(index, file, window, plan);
        }
        finally
        {
            EndMiss(file);
        }
    }

    // Opening a file again may read the disk too.
    private async ValueTask<OsError> BeginMissAsync(FileEntry file)
    {
        if (_supply.IsClosed)
        {
            return new OsError(OsErrorKind.Closed);
        }

        return _files.TryBeginUse(file, out OsError error)
            ? error
            : await Task.Run(() => _files.Reopen(file), CancellationToken.None).ConfigureAwait(false);
    }

    private (OsError Error, int Index)? TryMap(int index, FileEntry file, long window, MissPlan plan) =>
        _mapper.TryMap(index, file, window, plan, out OsError error) ? (error, index) : null;

    private async ValueTask<OsError> FollowAsync(int index, CancellationToken cancellationToken)
    {
        try
        {
            SlotPhase phase = await _mapper.Followers.WaitAsync(index, cancellationToken).ConfigureAwait(false);
            return AfterFollowing(index, phase);
        }
        catch
        {
            Release(index);
            throw;
        }
    }
}
