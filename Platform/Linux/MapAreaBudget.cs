namespace MappingCache.Platform.Linux;

/// <summary>Map areas that caches of this process may still come to use. The kernel counts those in use only, so a second cache has to know what was promised to the first.</summary>
internal sealed class MapAreaBudget
{
    private long _promised;

    /// <summary>The process's one budget.</summary>
    public static MapAreaBudget Process { get; } = new();

    /// <summary>What is promised to caches.</summary>
    public long Promised => Volatile.Read(ref _promised);

    public void Take(int areas) => Interlocked.Add(ref _promised, areas);

    public void GiveBack(int areas) => Interlocked.Add(ref _promised, -areas);
}
