namespace MappingCache.Platform.Linux;

/// <summary>
/// Map areas that caches of this process may come to use. The kernel counts those in use only, so a second cache, and
/// one that grows, has to know what was promised; and what lies in the caches' ranges is not to be counted twice.
/// </summary>
internal sealed class MapAreaBudget
{
    private readonly Lock _lock = new();
    private readonly List<(ulong Start, ulong End)> _ranges = [];
    private long _promised;

    /// <summary>The process's one budget.</summary>
    public static MapAreaBudget Process { get; } = new();

    /// <summary>What is promised to caches.</summary>
    public long Promised => Volatile.Read(ref _promised);

    /// <summary>The machine's limits at this moment, less what is promised.</summary>
    public MachineLimits ReadLimits() => LinuxLimits.Read(Promised, Covers);

    /// <summary>Takes areas for a range of addresses, which belongs to a cache from now on.</summary>
    public void Take(int areas, ulong start, ulong end)
    {
        Interlocked.Add(ref _promised, areas);
        lock (_lock)
        {
            _ranges.Add((start, end));
        }
    }

    /// <summary>Takes more areas for a cache if the kernel allows so many. Two that take at once may both be refused the last ones, but are never both given them.</summary>
    /// <param name="areas">How many; less than none gives back.</param>
    /// <param name="refusal">The limit and its remedy; empty if they were taken.</param>
    public bool TryTake(int areas, out string refusal)
    {
        refusal = string.Empty;
        Interlocked.Add(ref _promised, areas);
        if (areas <= 0)
        {
            return true;
        }

        MachineLimits limits = LinuxLimits.Read(Promised - areas, Covers);
        if (areas <= limits.MapAreas)
        {
            return true;
        }

        Interlocked.Add(ref _promised, -areas);
        refusal = $"{areas:N0} more map areas are needed, and {limits.MapAreas:N0} are free ({limits.MapAreasRemedy})";
        return false;
    }

    /// <summary>Gives areas back.</summary>
    public void GiveBack(int areas) => Interlocked.Add(ref _promised, -areas);

    /// <summary>Gives a cache's areas back with its range.</summary>
    public void GiveBack(int areas, ulong start)
    {
        GiveBack(areas);
        lock (_lock)
        {
            _ranges.RemoveAll(range => range.Start == start);
        }
    }

    /// <summary>Whether an address lies in a cache's range, whose areas are promised already.</summary>
    private bool Covers(ulong address)
    {
        lock (_lock)
        {
            return _ranges.Exists(range => range.Start <= address && address < range.End);
        }
    }
}
