namespace MappingCache;

/// <summary>
/// Strict LRU by last release. There is no list to relink on a release, only a stamp in the slot's line; a heap holds
/// each slot under a stamp that may be out of date, and is put right when the slot comes to its top.
/// </summary>
internal sealed unsafe class LruEviction(SlotTable slots) : IEvictionPolicy
{
    // SAFETY (whole type): every line is the slot table's, by an index that it gave out; the table outlives this object.

    private readonly Lock _lock = new();
    private readonly PriorityQueue<int, ulong> _byRelease = new();
    private readonly bool[] _queued = new bool[slots.Capacity];
    private ulong _clock;

    /// <summary>Stamps a slot that is about to be given back. The caller still holds its pin.</summary>
    public void Released(Slot* slot) => slot->LastRelease = Interlocked.Increment(ref _clock);

    public void Mapped(int index)
    {
        lock (_lock)
        {
            if (!_queued[index])
            {
                Enqueue(index);
            }
        }
    }

    public bool TryClaim(out int index, out SlotPhase was)
    {
        lock (_lock)
        {
            List<int>? pinned = null;
            bool claimed = TryClaimOldest(ref pinned, out index, out was);
            pinned?.ForEach(Enqueue);
            return claimed;
        }
    }

    private bool TryClaimOldest(ref List<int>? pinned, out int index, out SlotPhase was)
    {
        while (_byRelease.TryDequeue(out index, out ulong stamp))
        {
            Slot* slot = slots[index];
            SlotState state = slot->State;
            if (state.Phase is SlotPhase.Free or SlotPhase.Dying or SlotPhase.Failed or SlotPhase.Retired)
            {
                // Taken by other ways; it comes back when it maps again.
                _queued[index] = false;
            }
            else if (state.Pins > 0)
            {
                (pinned ??= []).Add(index);
            }
            else if (slot->LastRelease != stamp)
            {
                Enqueue(index);
            }
            else if (slot->TryClaim(state.Generation, out was))
            {
                _queued[index] = false;
                return true;
            }
            else
            {
                (pinned ??= []).Add(index);
            }
        }

        was = default;
        return false;
    }

    private void Enqueue(int index)
    {
        _queued[index] = true;
        _byRelease.Enqueue(index, slots[index]->LastRelease);
    }
}
