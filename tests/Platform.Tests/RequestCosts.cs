namespace MappingCache.Tests.Platform;

/// <summary>Bytes that one request of each kind allocates, on average.</summary>
internal sealed record RequestCosts(long Open, long Close, long Hit, long Miss, long Invalidate, long InvalidatePath, long ReleasePath)
{
    private const int Requests = 200;

    /// <summary>Makes requests of a cache, and counts.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="known">Open files of it, of which every tenth has a window.</param>
    /// <param name="sparse">A file of many windows.</param>
    /// <param name="pathOf">The paths of the known files.</param>
    /// <param name="offsets">Where the sparse file's windows are.</param>
    public static RequestCosts Of(WindowCache cache, MappedFile[] known, MappedFile sparse, Func<int, string> pathOf, ReadOnlySpan<long> offsets)
    {
        string[] paths = [.. Enumerable.Range(0, Requests).Select(pathOf)];
        MappedFile[] opened = new MappedFile[Requests];
        long[] first = offsets[..Requests].ToArray();

        // Twice: the first time the runtime and the cache make what they keep, the sparse file's directory among it.
        RequestCosts costs = null!;
        for (int turn = 0; turn < 2; turn++)
        {
            cache.Invalidate(sparse);
            costs = new RequestCosts(
                Open: Each(i => opened[i] = cache.Open(paths[i])),
                Close: Each(i => opened[i].Dispose()),
                Miss: Each(i => Touch(sparse, first[i])),
                Hit: Each(i => Touch(sparse, first[i])),
                Invalidate: Each(i => cache.Invalidate(known[i])),
                InvalidatePath: Each(i => cache.Invalidate(paths[i])),
                ReleasePath: Each(i => cache.Release(paths[i])));
        }

        return costs;
    }

    /// <summary>Which of them are more than another's.</summary>
    /// <param name="other">The other.</param>
    /// <param name="slack">How much more does not count: a list or an array may be a little longer.</param>
    public IEnumerable<string> Exceeds(RequestCosts other, long slack) =>
        from kind in typeof(RequestCosts).GetProperties()
        where kind.PropertyType == typeof(long) && (long)kind.GetValue(this)! > (long)kind.GetValue(other)! + slack
        select kind.Name;

    private static void Touch(MappedFile file, long offset)
    {
        using Window window = file.Acquire(offset);
    }

    private static long Each(Action<int> request)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Requests; i++)
        {
            request(i);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Requests;
    }
}
