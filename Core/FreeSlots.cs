namespace MappingCache;

/// <summary>The free list, and the list of spares: a lock-free stack, linked through the slots' lines.</summary>
/// <remarks>
/// <code>
///  63                            24 23              0
/// ┌────────────────────────────────┬────────────────┐
/// │ tag: counts every change    40 │ slot + 1    24 │   0 below: empty
/// └────────────────────────────────┴────────────────┘
/// </code>
/// The tag makes a pop fail when the list has changed since it looked, even if the same slot is on top again.
/// </remarks>
internal sealed unsafe class FreeSlots(SlotTable slots)
{
    // SAFETY (whole type): every line is the slot table's, by an index that it gave out; the table outlives this object.

    private const int SlotBits = 24;
    private const ulong SlotMask = (1UL << SlotBits) - 1;

    private ulong _head;

    /// <summary>Whether there was no slot on the list at this moment.</summary>
    public bool IsEmpty => (Volatile.Read(ref _head) & SlotMask) == 0;

    /// <summary>Puts a slot on the list. The caller is its only owner, and has set its phase: Free, or Dying if the list is that of the spares.</summary>
    public void Push(int index)
    {
        ulong head = Volatile.Read(ref _head);
        while (true)
        {
            slots[index]->NextFree = (int)(head & SlotMask);

            // Full fence: the pusher looks for waiters next. Pairs with the waiter, who counts itself in and then pops.
            ulong found = Interlocked.CompareExchange(ref _head, Next(head, (ulong)index + 1), head);
            if (found == head)
            {
                Fence.AfterInterlocked();
                return;
            }

            head = found;
        }
    }

    /// <summary>Takes a slot off the list. The caller is then its only owner.</summary>
    public bool TryPop(out int index)
    {
        ulong head = Volatile.Read(ref _head);
        while ((head & SlotMask) != 0)
        {
            index = (int)(head & SlotMask) - 1;

            // The link is only right if the slot is still on top, which the swap proves; lines are never freed while
            // the cache lives, so reading a stale one does no harm.
            ulong next = (ulong)Volatile.Read(ref slots[index]->NextFree);
            ulong found = Interlocked.CompareExchange(ref _head, Next(head, next), head);
            if (found == head)
            {
                return true;
            }

            head = found;
        }

        index = -1;
        return false;
    }

    /// <summary>The slots on the list. Only while nobody changes it.</summary>
    public IEnumerable<int> Quiet()
    {
        for (int next = (int)(_head & SlotMask); next != 0;)
        {
            yield return next - 1;
            next = NextOf(next - 1);
        }
    }

    private int NextOf(int index) => slots[index]->NextFree;

    private static ulong Next(ulong head, ulong top) => (((head >> SlotBits) + 1) << SlotBits) | top;
}
