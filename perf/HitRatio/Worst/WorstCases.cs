namespace MappingCache.HitRatio.Worst;

/// <summary>The states in which choosing what makes room costs most, one after the other.</summary>
internal static class WorstCases
{
    /// <summary>Slots of the cache that pays: as many as the map areas of a process allow.</summary>
    public const int Slots = 30_000;

    private const int Runs = 200;

    /// <summary>Measures all of them.</summary>
    /// <param name="slots">The cache's slots.</param>
    /// <param name="runs">Requests to be measured in each.</param>
    public static IEnumerable<WorstCase> Measure(int slots = Slots, int runs = Runs)
    {
        foreach (Func<Trial> create in All(slots))
        {
            using Trial trial = create();
            yield return trial.Measure(runs);
        }
    }

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
