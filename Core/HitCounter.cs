using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>
/// Counts hits exactly and without a shared write: every thread counts in a cell of its own, and whoever wants to know
/// adds the cells up. When a thread ends, its counts pass into a common sum.
/// </summary>
internal sealed class HitCounter
{
    private static int s_counters;

    [ThreadStatic]
    private static ThreadCells? t_cells;

    private readonly int _id = Interlocked.Increment(ref s_counters) - 1;
    private readonly Lock _lock = new();
    private readonly HashSet<Cell> _cells = [];
    private long _ofEndedThreads;

    /// <summary>All hits up to now; exact when no thread is counting.</summary>
    public long Sum
    {
        get
        {
            lock (_lock)
            {
                return _ofEndedThreads + _cells.Sum(static cell => cell.Count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add()
    {
        ThreadCells? mine = t_cells;
        if (mine is not null && (uint)_id < (uint)mine.Cells.Length && mine.Cells[_id] is { } cell)
        {
            cell.Increment();
        }
        else
        {
            AddFirst();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddFirst()
    {
        ThreadCells mine = t_cells ??= new ThreadCells();
        if (_id >= mine.Cells.Length)
        {
            Array.Resize(ref mine.Cells, _id + 1);
        }

        Cell cell = new(this);
        lock (_lock)
        {
            _cells.Add(cell);
        }

        cell.Increment();
        mine.Cells[_id] = cell;
    }

    private void End(Cell cell)
    {
        lock (_lock)
        {
            if (_cells.Remove(cell))
            {
                _ofEndedThreads += cell.Count;
            }
        }
    }

    /// <summary>One thread's count for one cache, large enough that two of them never share a cache line.</summary>
    private sealed class Cell(HitCounter owner)
    {
        private long _count;
#pragma warning disable CA1823, IDE0051, CS0169 // The padding is there to be there.
        private Padding _padding;
#pragma warning restore CA1823, IDE0051, CS0169

        public HitCounter Owner => owner;

        public long Count => Volatile.Read(ref _count);

        // One writer, so no interlocked operation; readers may see it late.
        public void Increment() => _count++;

        [InlineArray(7)]
        private struct Padding
        {
            private long _element;
        }
    }

    /// <summary>A thread's cells for all caches, by the number of the cache. Collected after the thread has ended.</summary>
    private sealed class ThreadCells
    {
        public Cell?[] Cells = [];

        ~ThreadCells()
        {
            foreach (Cell? cell in Cells)
            {
                cell?.Owner.End(cell);
            }
        }
    }
}
