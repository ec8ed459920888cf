namespace MappingCache;

/// <summary>
/// Strict LRU by last release. There is no list to relink on a release, only a stamp in the slot's line; a heap holds
/// each slot under a stamp that may be out of date, and is put right when the slot comes to its top.
/// </summary>
/// <remarks>
/// A claim may have to put every slot right, but each once for a release at most. A pinned slot that it passes over lies
/// behind all that were released by then, where it would come to lie anyway, so it is passed over once a round.
/// </remarks>
internal sealed unsafe class LruEviction(SlotTable slots) : IEvictionPolicy
{
    // SAFETY (whole type): every line is the slot table's, by an index that it gave out; the table outlives this object.

    private readonly Lock _lock = new();
    private readonly PriorityQueue<int, ulong> _byRelease = new();
    private readonly bool[] _queued = new bool[slots.Capacity];

    // Pinned when a claim came by. Empty between claims.
    private readonly List<int> _passedOver = [];
    private ulong _clock;

    /// <summary>Stamps a slot that is about to be given back. The caller still holds its pin.</summary>
    public void Released(Slot* slot) => slot->LastRelease = Interlocked.Increment(ref _clock);

    public void Mapped(int index)
    {
        lock (_lock)
        {
            if (!_queued[index])
            {
                // Its mapper will give it back later than now; the stamp of its last life says nothing.
                _queued[index] = true;
                _byRelease.Enqueue(index, Volatile.Read(ref _clock));
            }
        }
    }

    public bool TryClaim(ref int looks, out int index, out SlotPhase was)
    {
        lock (_lock)
        {
            // Read before any slot is looked at: whoever is found pinned is given back under a later stamp than this.
            ulong now = Volatile.Read(ref _clock);
            bool claimed = TryClaimOldest(ref looks, out index, out was);
            foreach (int slot in _passedOver)
            {
                _byRelease.Enqueue(slot, now);
            }

            _passedOver.Clear();
            return claimed;
        }
    }

    private bool TryClaimOldest(ref int looks, out int index, out SlotPhase was)
    {
        while (_byRelease.TryDequeue(out index, out ulong stamp))
        {
            looks++;
            Slot* slot = slots[index];
            SlotState state = slot->State;
            if (state.Phase is SlotPhase.Free or SlotPhase.Dying or SlotPhase.Failed or SlotPhase.Retired)
            {
                // Taken by other ways; it comes back when it maps again.
                _queued[index] = false;
            }
            else if (state.Pins == 0 && slot->LastRelease != stamp)
            {
                Enqueue(index);
            }
            else if (state.Pins == 0 && slot->TryClaim(state.Generation, out was))
            {
                _queued[index] = false;
                return true;
            }
            else
            {
                _passedOver.Add(index);
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
