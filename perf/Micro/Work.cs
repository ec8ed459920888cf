namespace MappingCache.Micro;

/// <summary>
/// One thing that is measured: an operation of the cache, and its floor, the least that any cache would have to do for
/// it. Both walk the same windows in the same order, through loops of the same shape, so that what differs is the
/// operation. Used by one thread.
/// </summary>
internal abstract class Work : IDisposable
{
    // Operations in one call: as in a program that does a little at a time. A loop that runs for seconds in one call is
    // compiled while it runs, with its variables on the stack, and is no measure of the code that is called.
    private const int Batch = 128;

    private readonly WindowCache _cache;
    private CacheStatistics? _start;
    private long _operations;

    /// <summary>Takes over a cache.</summary>
    protected Work(WindowCache cache, MappedFile file)
    {
        _cache = cache;
        File = file;
    }

    /// <summary>Where the address and length of every window go, so that the JIT does not drop the work of computing them.</summary>
    public long Sink { get; private set; }

    protected MappedFile File { get; }

    /// <summary>Does the operation of the cache that many times.</summary>
    public void Ours(int operations)
    {
        for (int left = operations; left > 0; left -= Batch)
        {
            Sink += RunOurs(Math.Min(left, Batch));
        }

        _operations += operations;
    }

    /// <summary>Does the floor that many times.</summary>
    public void Floor(int operations)
    {
        for (int left = operations; left > 0; left -= Batch)
        {
            RunFloor(Math.Min(left, Batch));
        }
    }

    /// <summary>Checks that the cache did what this is said to measure, every time, and is sound.</summary>
    /// <exception cref="InvalidOperationException">It did not: the figures mean something else.</exception>
    public void Check()
    {
        CacheStatistics now = _cache.GetStatistics();
        long hits = now.Hits - _start!.Hits;
        long misses = now.Misses - _start.Misses;
        if (!IsExpected(hits, misses, _operations))
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"{_operations} operations made {hits} hits and {misses} misses; {GetType().Name} is not what was measured."));
        }

        if (_cache.Audit() is [string wrong, ..])
        {
            throw new InvalidOperationException(wrong);
        }
    }

    public void Dispose()
    {
        File.Dispose();
        _cache.Dispose();
        DisposeFloor();
        GC.SuppressFinalize(this);
    }

    /// <summary>The set-up is done: from here on, every operation counts.</summary>
    protected void Begin() => _start = _cache.GetStatistics();

    protected abstract long RunOurs(int operations);

    protected abstract void RunFloor(int operations);

    protected abstract bool IsExpected(long hits, long misses, long operations);

    protected abstract void DisposeFloor();
}
