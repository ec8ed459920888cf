namespace MappingCache.HitRatio.Worst;

/// <summary>The states in which choosing what makes room costs most, one after the other.</summary>
internal static class WorstCases
{
    /// <summary>Slots of the cache that pays: about as many as the map areas of a process allow where nobody has raised them.</summary>
    public const int Slots = 30_000;

    private const int Runs = 200;

    // Enough for the JIT to have compiled everything for good.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1);

    /// <summary>Measures all of them.</summary>
    public static IEnumerable<WorstCase> Measure() => Measure(Slots, Runs, s_warmUp);

    /// <summary>Measures all of them.</summary>
    /// <param name="slots">The cache's slots.</param>
    /// <param name="runs">Requests to be measured in each.</param>
    /// <param name="warmUp">How long each is repeated before.</param>
    public static IEnumerable<WorstCase> Measure(int slots, int runs, TimeSpan warmUp)
    {
        foreach (Func<Trial> create in All(slots))
        {
            using Trial trial = create();
            yield return trial.Measure(runs, warmUp);
        }
    }

    /// <summary>The longest sweeps that came about on traces, each with the most slots that were tried.</summary>
    public static IEnumerable<WorstCase> Seen(IEnumerable<Comparison> comparisons) =>
        from comparison in comparisons.GroupBy(static one => one.Trace, StringComparer.Ordinal).Select(static ofTrace => ofTrace.MaxBy(static one => one.Slots)!)
        from walk in comparison.Walks
        where walk.Value.Sweeps is not null
        select WorstCase.Seen(walk.Key, comparison, walk.Value.Sweeps!.Value);

    // Under strict LRU there are no light windows.
    private static IEnumerable<Func<Trial>> All(int slots) =>
    [
        () => new NothingUsed(EvictionKind.Clock, slots),
        () => new AllUsed(EvictionKind.Clock, slots, withLight: false),
        () => new AllButOnePinned(EvictionKind.Clock, slots, withLight: false),
        () => new AllUsed(EvictionKind.Clock, slots, withLight: true),
        () => new AllButOnePinned(EvictionKind.Clock, slots, withLight: true),
        () => new AllUsed(EvictionKind.Lru, slots, withLight: false),
        () => new AllButOnePinned(EvictionKind.Lru, slots, withLight: false),
    ];
}
