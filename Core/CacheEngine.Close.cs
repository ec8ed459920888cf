namespace MappingCache;

/// <content>The end of a cache.</content>
internal sealed partial class CacheEngine<TSchedule>
{
    // Continuations go to the thread pool, never into somebody's release.
    private readonly TaskCompletionSource _unreserved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _unreserving;

    // A hint: where to look first whether a slot is still busy.
    private int _lastBusy;

    /// <summary>Gives no more windows, ends all waiting, and lets go of the address range as soon as no window is held any more. Waits for mappings that are being made. Idempotent.</summary>
    public void Close()
    {
        if (_supply.TryClose())
        {
            DetachEverything();
        }
    }

    /// <summary>Does as <see cref="Close"/>, without holding up a thread.</summary>
    /// <returns>Completes when the address range is given back, whoever closed the cache.</returns>
    public Task CloseAsync()
    {
        if (_supply.TryClose())
        {
            // What is being mapped may be reading the disk. None will be begun any more.
            if (IsMapping())
            {
                _ = Task.Run(DetachEverything);
            }
            else
            {
                DetachEverything();
            }
        }

        return _unreserved.Task;
    }

    private void DetachEverything()
    {
        Maintenance.Dispose();
        Fresh.Dispose();
        Leases?.ReportHeld();
        foreach (FileEntry file in _files.ToArray())
        {
            DetachAll(file);
        }

        // What a light window held when it was detached, nobody may have freed at its end. One that ends from here on does.
        LetGoOfDetached();
    }

    private bool IsMapping()
    {
        for (int index = 0; index < _slots.Count; index++)
        {
            if (StateOf(index).Phase == SlotPhase.Mapping)
            {
                return true;
            }
        }

        return false;
    }

    // Every way a slot becomes free ends here. Once the cache is closing, the last of them finds all slots free. A miss
    // that is on its way with a slot that still looks free will see that the cache is closing before it maps anything.
    private void UnreserveIfIdle()
    {
        if (!IsClosing)
        {
            return;
        }

        // From where the last look ended: so many leases that come back late do not look at the same free slots each.
        int count = _slots.Count;
        int first = Volatile.Read(ref _lastBusy);
        for (int i = 0; i < count; i++)
        {
            int index = (first + i) % count;
            if (StateOf(index).Phase is not (SlotPhase.Free or SlotPhase.Retired))
            {
                Volatile.Write(ref _lastBusy, index);
                return;
            }
        }

        if (Interlocked.Exchange(ref _unreserving, 1) == 0)
        {
            _records.Close();
            _space.Dispose();
            _unreserved.SetResult();
        }
    }
}
