namespace MappingCache.Platform.Linux.Serving;

/// <summary>What an event loop watches, by the numbers that it gives to the kernel. A number is never used again, so that an event of a descriptor that was closed, and reported before that, finds nobody. Thread-safe.</summary>
internal sealed class PolledTable
{
    private const int IndexBits = 32;

    private readonly Lock _lock = new();
    private readonly Stack<int> _free = [];
    private Registration?[] _entries = new Registration?[64];
    private int _used;
    private long _generation;

    /// <summary>Takes something in.</summary>
    /// <returns>Its number.</returns>
    public long Add(IPolled target)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out int index))
            {
                index = _used++;
                if (index == _entries.Length)
                {
                    Registration?[] larger = new Registration?[2 * index];
                    _entries.CopyTo(larger, 0);

                    // Pairs with the read in Find: whoever sees the array sees what is in it.
                    Volatile.Write(ref _entries, larger);
                }
            }

            long id = (++_generation << IndexBits) | (uint)index;

            // Pairs with the read in Find: whoever sees the entry sees it whole.
            Volatile.Write(ref _entries[index], new Registration(id, target));
            return id;
        }
    }

    /// <summary>What has a number; null if it was removed.</summary>
    public IPolled? Find(long id)
    {
        // The kernel names no number before it was added, so the entry is there, in this array or in a later one.
        Registration? entry = Volatile.Read(ref Volatile.Read(ref _entries)[(int)(uint)id]);
        return entry?.Id == id ? entry.Target : null;
    }

    /// <summary>Forgets it.</summary>
    public void Remove(long id)
    {
        lock (_lock)
        {
            int index = (int)(uint)id;
            _entries[index] = null;
            _free.Push(index);
        }
    }

    private sealed record Registration(long Id, IPolled Target);
}
