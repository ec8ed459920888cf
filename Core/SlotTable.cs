using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MappingCache;

/// <summary>
/// The slots' lines, in native memory that never moves: slot i is line i for ever. Lines are taken in chunks, as slots
/// are needed, up to a limit that moves, within the capacity, when the cache is resized.
/// </summary>
/// <remarks>
/// The lines are freed by the finalizer, when no window or file refers to the cache any more: a lease that is given
/// back after its cache was disposed still finds its line.
/// </remarks>
internal sealed unsafe class SlotTable
{
    private readonly CacheSignals* _signals;
    private readonly Slot* _lines;
    private readonly SlotOwner[] _owners;
    private readonly int _chunk;
    private readonly Lock _growth = new();
    private int _count;
    private int _limit;

    /// <summary>Makes a table without a slot in it yet.</summary>
    /// <param name="capacity">How many lines there is room for.</param>
    /// <param name="chunk">Slots that are taken at once.</param>
    /// <param name="limit">How many may be taken for now.</param>
    public SlotTable(int capacity, int chunk, int limit)
    {
        // SAFETY: the signals and then capacity lines of 64 bytes, aligned so that each is a cache line of its own; freed by
        // the finalizer only. Pages of it that no chunk has reached are not touched, so the system has not given them
        // memory yet.
        _signals = (CacheSignals*)NativeMemory.AlignedAlloc((nuint)sizeof(CacheSignals) + ((nuint)capacity * (nuint)sizeof(Slot)), (nuint)sizeof(Slot));
        *_signals = default;
        _lines = (Slot*)(_signals + 1);
        _owners = new SlotOwner[capacity];
        _chunk = chunk;
        _limit = limit;
    }

    ~SlotTable() => NativeMemory.AlignedFree(_signals);

    /// <summary>The words that all slots' users read. They live as long as the lines.</summary>
    public CacheSignals* Signals => _signals;

    /// <summary>Where faults of the slots are noted.</summary>
    public FaultNotes FaultNotes => new(_lines, &_signals->Attention, &_signals->LightKey);

    /// <summary>Most slots that there is room for.</summary>
    public int Capacity => _owners.Length;

    /// <summary>Most slots that may be taken now, those out of service included.</summary>
    public int Limit => Volatile.Read(ref _limit);

    /// <summary>Slots taken so far.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>A slot's line.</summary>
    public Slot* this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            // SAFETY: indexes come from directory entries, the free list and counts, all below the capacity.
            return _lines + index;
        }
    }

    /// <summary>Whose window a slot is for. Only the slot's only owner may write it, and read it only who owns or pins the slot.</summary>
    public ref SlotOwner OwnerOf(int index) => ref _owners[index];

    /// <summary>The index of a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int IndexOf(Slot* slot)
    {
        // SAFETY: the line is one of this table's.
        return (int)((nuint)((byte*)slot - (byte*)_lines) / (nuint)sizeof(Slot));
    }

    /// <summary>Whether a line is one of this table's.</summary>
    public bool Contains(Slot* slot) => slot >= _lines && slot < _lines + Capacity;

    /// <summary>Takes another chunk of slots, which then belong to the caller: free, and known to nobody else.</summary>
    /// <returns>False when the limit is reached.</returns>
    public bool TryGrow(out int first, out int end)
    {
        lock (_growth)
        {
            first = _count;
            end = Math.Min(first + _chunk, _limit);

            // SAFETY: lines from first to end lie within the table, and nobody knows their indexes yet.
            NativeMemory.Clear(_lines + first, (nuint)(end - first) * (nuint)sizeof(Slot));

            // Release: whoever scans up to the new count finds cleared lines, free and of generation 0.
            Volatile.Write(ref _count, end);
            return end > first;
        }
    }

    /// <summary>Lets more slots be taken.</summary>
    public void Raise(int slots)
    {
        lock (_growth)
        {
            Volatile.Write(ref _limit, _limit + slots);
        }

        // The raiser looks for waiters next. Pairs with the waiter, who counts itself in and then tries to grow.
        Interlocked.MemoryBarrier();
    }

    /// <summary>Lets fewer slots be taken, as far as they have not been yet.</summary>
    /// <returns>By how many the limit is lower now.</returns>
    public int Lower(int slots)
    {
        lock (_growth)
        {
            int lowered = Math.Min(slots, _limit - _count);
            Volatile.Write(ref _limit, _limit - lowered);
            return lowered;
        }
    }
}
