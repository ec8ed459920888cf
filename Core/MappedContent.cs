namespace MappingCache;

/// <summary>How many windows slots map, and how many bytes of files these hold. Kept by <see cref="SlotSupply{TSchedule}"/>; everybody may read it.</summary>
/// <param name="limit">Most bytes that shall stay mapped.</param>
internal sealed class MappedContent(long limit)
{
    private int _windows;
    private long _bytes;

    /// <summary>Slots that map a window, or are about to.</summary>
    public int Windows => Volatile.Read(ref _windows);

    /// <summary>Bytes of files in them, as counted when each was mapped.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether that is more than shall stay mapped.</summary>
    public bool IsOver => Bytes > limit;

    // Counters of slow paths; nothing else is ordered by them.

    /// <summary>A slot maps one window in the place of another, or of nothing.</summary>
    public void Replace(SlotOwner old, SlotOwner next)
    {
        if (old == default)
        {
            Interlocked.Increment(ref _windows);
        }

        Interlocked.Add(ref _bytes, next.Bytes - old.Bytes);
    }

    /// <summary>A slot maps nothing any more.</summary>
    public void Remove(SlotOwner old)
    {
        Interlocked.Decrement(ref _windows);
        Interlocked.Add(ref _bytes, -old.Bytes);
    }
}
