namespace MappingCache.Micro.Races;

/// <summary>The ratios that the cache is held to, and who must allocate nothing. Names are those of the races and their contenders.</summary>
internal static class MustCatalog
{
    public static IReadOnlyList<Must> Ratios { get; } =
    [
        new("shared pair to the floor, hot", "hit-hot", "shared", "floor", 1.9),
        new("light to the floor, hot", "hit-hot", "light", "floor", 0.3),
        new("light by a reader to the floor, hot", "hit-hot", "light-reader", "floor", 0.3),

        // As fast as alone, and a twentieth for what two measurements of one thing differ by.
        new("light with another thread on its window to alone", "hit2-same-hot", "light", "light-alone", 1.05),
        new("dictionary to light, 30,000 windows", "hit-30000", "dictionary", "light", 2.5, IsLeast: true),
    ];

    /// <summary>All that is the cache's, but for what makes a lease.</summary>
    public static IReadOnlyList<string> AllocateNothing { get; } = ["shared", "light", "light-reader", "remap"];
}
