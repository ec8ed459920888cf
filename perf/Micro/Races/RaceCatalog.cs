using System.Globalization;

namespace MappingCache.Micro.Races;

/// <summary>Every race, by name.</summary>
internal static class RaceCatalog
{
    private static readonly (string Name, Func<Race> Create)[] s_all =
    [
        .. Hits("hit", Sharing.Alone),
        .. Hits("hit2-same", Sharing.Same),
        .. Hits("hit2-apart", Sharing.Apart),
        ("revalidation-64", static () => RevalidationRace.Create(windows: 64)),
        ("miss-4k-clock", static () => MissRace.Create(windowShift: 12, EvictionKind.Clock)),
        ("miss-4k-lru", static () => MissRace.Create(windowShift: 12, EvictionKind.Lru)),
        ("miss-64k-clock", static () => MissRace.Create(windowShift: 16, EvictionKind.Clock)),
        ("miss-64k-lru", static () => MissRace.Create(windowShift: 16, EvictionKind.Lru)),
        ("miss-256k-clock", static () => MissRace.Create(windowShift: 18, EvictionKind.Clock)),
        ("miss-256k-lru", static () => MissRace.Create(windowShift: 18, EvictionKind.Lru)),
    ];

    /// <summary>
    /// The race to begin every process with. It misses once and hits ever after, and so does what the JIT learns of
    /// <see cref="MappedFile.Acquire"/>: from the thousands of misses that fill a larger race it may learn that a hit is
    /// rare, and compile it so for good, to be half as fast.
    /// </summary>
    public static string First => s_all[0].Name;

    /// <summary>The names, in the order in which they are measured.</summary>
    public static IEnumerable<string> Names => [.. s_all.Select(static entry => entry.Name), LeaseBreaks.Name];

    /// <summary>The names that someone means by a part of them; all for null.</summary>
    public static string[] Find(string? part) =>
        [.. Names.Where(name => part is null || name.Contains(part, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Sets up the race of a name, which is not <see cref="LeaseBreaks"/>'.</summary>
    /// <exception cref="ArgumentException">The machine does not allow it.</exception>
    public static Race Create(string name) => s_all.First(entry => entry.Name == name).Create();

    private static IEnumerable<(string Name, Func<Race> Create)> Hits(string name, Sharing sharing)
    {
        int[] windows = [1, 64, 4096, 30_000];
        foreach (int count in windows)
        {
            yield return ($"{name}-{(count == 1 ? "hot" : count.ToString(CultureInfo.InvariantCulture))}", () => HitRace.Create(count, sharing));
        }
    }
}
