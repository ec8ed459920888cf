namespace MappingCache.Platform.Linux;

/// <summary>Map areas that caches of this process may still come to use. The kernel counts those in use only, so a second cache has to know what was promised to the first.</summary>
internal sealed class MapAreaBudget
{
    private long _promised;

    /// <summary>The process's one budget.</summary>
    public static MapAreaBudget Process { get; } = new();

    /// <summary>What is promised to caches.</summary>
    public long Promised => Volatile.Read(ref _promised);

    /// <summary>Takes areas if the kernel allows so many more. Two who take at once may both be refused the last ones, but never both be given them.</summary>
    /// <param name="areas">How many; less than none gives back.</param>
    /// <param name="refusal">The limit and its remedy; empty if they were taken.</param>
    public bool TryTake(int areas, out string refusal)
    {
        refusal = string.Empty;
        Take(areas);
        if (areas <= 0)
        {
            return true;
        }

        MachineLimits limits = LinuxLimits.Read(Promised - areas);
        if (areas <= limits.MapAreas)
        {
            return true;
        }

        GiveBack(areas);
        refusal = $"{areas:N0} more map areas are needed, and {limits.MapAreas:N0} are free ({limits.MapAreasRemedy})";
        return false;
    }

    public void Take(int areas) => Interlocked.Add(ref _promised, areas);

    public void GiveBack(int areas) => Interlocked.Add(ref _promised, -areas);
}
