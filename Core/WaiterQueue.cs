using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>Those who wait for a slot, first in, first out. One freed slot wakes one of them.</summary>
internal sealed unsafe class WaiterQueue
{
    // SAFETY (whole type): the word is the slot table's, which outlives this object.

    private const int Closed = 1 << 30;
    private const int Always = 1 << 29;
    private const int Waiting = CacheSignals.Poison - 1;

    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _queue = [];

    // Those who wait, and bits: the queue is closed, a slot may be poisoned. One load tells a last release that none is the case.
    private readonly int* _attention;

    /// <summary>Makes a queue that counts in a word of its cache.</summary>
    /// <param name="attention">The word, which is 0.</param>
    /// <param name="alwaysNeedsAttention">Whether every last release is to see to its slot, so that an inactive one is unmapped at once.</param>
    public WaiterQueue(int* attention, bool alwaysNeedsAttention = false)
    {
        _attention = attention;
        *attention = alwaysNeedsAttention ? Always : 0;
    }

    /// <summary>How many wait.</summary>
    public int Count => Volatile.Read(ref *_attention) & Waiting;

    /// <summary>Whether a slot may be poisoned that is in its directory still.</summary>
    public bool MayBePoisoned => (Volatile.Read(ref *_attention) & CacheSignals.Poison) != 0;

    /// <summary>Whether a last release has to see to the slot: somebody waits, or the queue is closed, or nothing is to stay mapped, or something is poisoned. Every last release reads it; it changes only when somebody starts or ends waiting.</summary>
    public bool NeedsAttention
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref *_attention) != 0;
    }

    /// <summary>Takes note that slots may be poisoned. The caller looks at all of them next.</summary>
    public void TakePoison()
    {
        // Full fence: whoever notes a fault after it sets the bit again, having marked the slot before.
        Interlocked.And(ref *_attention, ~CacheSignals.Poison);
        Fence.AfterInterlocked();
    }

    /// <summary>Says that a slot may be poisoned, which was marked before.</summary>
    public void NotePoison()
    {
        Interlocked.Or(ref *_attention, CacheSignals.Poison);
        Fence.AfterInterlocked();
    }

    /// <summary>Queues a waiter up.</summary>
    /// <returns>
    /// Whether it is the first, who looks at the slots once more for all who wait then. Whoever queues up behind it need
    /// not: what was pinned when the first looked is served by its last release, which sees that somebody waits.
    /// </returns>
    public bool Enqueue(Waiter waiter)
    {
        lock (_lock)
        {
            if ((*_attention & Closed) != 0)
            {
                waiter.Decide(Waiter.Outcome.Closed);
                waiter.Wake();
                return false;
            }

            _queue.AddLast(waiter);

            // Full fence: the waiter looks at entries, free list and slots next. Pairs with whoever unpins, pushes or
            // publishes, all full fences, and looks at the count after it.
            Interlocked.Increment(ref *_attention);
            Fence.AfterInterlocked();
            return _queue.Count == 1;
        }
    }

    /// <summary>Gives a free slot to the one who has waited longest.</summary>
    /// <returns>False when nobody waits; the slot then still belongs to the caller.</returns>
    public bool TryGrant(int slot)
    {
        Waiter head;
        lock (_lock)
        {
            if (_queue.First is not { } first)
            {
                return false;
            }

            head = first.Value;
            _queue.RemoveFirst();
            Interlocked.Decrement(ref *_attention);
            head.Decide(Waiter.Outcome.Granted, slot);
        }

        head.Wake();
        return true;
    }

    /// <summary>Sends those who wait for a window back to the look-up, because its entry is set now.</summary>
    public void SendBack(FileEntry file, long window) =>
        End(Waiter.Outcome.Retry, waiter => waiter.Wants(file, window), close: false);

    /// <summary>Ends every wait, and those that are still to come.</summary>
    public void Close() => End(Waiter.Outcome.Closed, _ => true, close: true);

    /// <summary>Takes a waiter out before its wait is decided.</summary>
    /// <returns>False when it is decided already; a slot that it was granted has to be given back.</returns>
    public bool TryLeave(Waiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Result != Waiter.Outcome.Waiting)
            {
                return false;
            }

            _queue.Remove(waiter);
            Interlocked.Decrement(ref *_attention);
            return true;
        }
    }

    private void End(Waiter.Outcome outcome, Predicate<Waiter> which, bool close)
    {
        List<Waiter> ended = [];
        lock (_lock)
        {
            if (close)
            {
                Interlocked.Or(ref *_attention, Closed);
            }

            for (LinkedListNode<Waiter>? node = _queue.First, next; node is not null; node = next)
            {
                next = node.Next;
                if (which(node.Value))
                {
                    _queue.Remove(node);
                    Interlocked.Decrement(ref *_attention);
                    node.Value.Decide(outcome);
                    ended.Add(node.Value);
                }
            }
        }

        ended.ForEach(static waiter => waiter.Wake());
    }
}
