namespace MappingCache;

/// <content>The same algorithm for those who do not hold up a thread: nothing here touches a slot's line itself.</content>
internal sealed partial class CacheEngine<TSchedule>
{
    /// <summary>Pins a window's slot as <see cref="Acquire"/> does, but holds up no thread: it waits as a task, and the system is called from the thread pool, where it may read the disk.</summary>
    /// <returns>The slot's index, with a pin for the caller, unless there is an error.</returns>
    public async ValueTask<(OsError Error, int Index)> AcquireAsync(FileEntry file, long window, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (Find(file, window, out int index, out OsError error))
            {
                case Finding.Settled:
                    return (error, index);
                case Finding.Mapping:
                    return (await FollowAsync(index, cancellationToken).ConfigureAwait(false), index);
                case Finding.Moving:
                    cancellationToken.ThrowIfCancellationRequested();
                    await Task.Yield();
                    break;
                default:
                    if (await MissAsync(file, window, cancellationToken).ConfigureAwait(false) is { } made)
                    {
                        return made;
                    }

                    break;
            }
        }
    }

    /// <returns>Null to start again from the look-up: somebody else has published the window.</returns>
    private async ValueTask<(OsError Error, int Index)?> MissAsync(FileEntry file, long window, CancellationToken cancellationToken)
    {
        OsError error = await BeginMissAsync(file).ConfigureAwait(false);
        if (error.IsError)
        {
            return (error, -1);
        }

        try
        {
            file.Directory.Reserve(window);
            (Waiter.Outcome outcome, int index) = await _supply.TakeAsync(file, window, cancellationToken).ConfigureAwait(false);
            if (outcome != Waiter.Outcome.Granted)
            {
                return null;
            }

            bool mapped = await Task.Run(() => _mapper.TryMap(index, file, window, out error), CancellationToken.None).ConfigureAwait(false);
            return mapped ? (error, index) : null;
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
