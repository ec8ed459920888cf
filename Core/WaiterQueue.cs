namespace MappingCache;

/// <summary>Those who wait for a slot, first in, first out. One freed slot wakes one of them.</summary>
internal sealed class WaiterQueue
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _queue = [];
    private int _count;
    private bool _closed;

    /// <summary>How many wait. Every last release reads it; it changes only when somebody starts or ends waiting.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Queues a waiter up. It must look at the slots once more before it sleeps.</summary>
    public void Enqueue(Waiter waiter)
    {
        lock (_lock)
        {
            if (_closed)
            {
                waiter.Decide(Waiter.Outcome.Closed);
                waiter.Wake();
                return;
            }

            _queue.AddLast(waiter);

            // Full fence: the waiter looks at entries, free list and slots next. Pairs with whoever unpins, pushes or
            // publishes, all full fences, and looks at the count after it.
            Interlocked.Increment(ref _count);
            Fence.AfterInterlocked();
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
            Interlocked.Decrement(ref _count);
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
            Interlocked.Decrement(ref _count);
            return true;
        }
    }

    private void End(Waiter.Outcome outcome, Predicate<Waiter> which, bool close)
    {
        List<Waiter> ended = [];
        lock (_lock)
        {
            _closed |= close;
            for (LinkedListNode<Waiter>? node = _queue.First, next; node is not null; node = next)
            {
                next = node.Next;
                if (which(node.Value))
                {
                    _queue.Remove(node);
                    Interlocked.Decrement(ref _count);
                    node.Value.Decide(outcome);
                    ended.Add(node.Value);
                }
            }
        }

        ended.ForEach(static waiter => waiter.Wake());
    }
}
