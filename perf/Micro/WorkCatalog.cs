namespace MappingCache.Micro;

/// <summary>Everything that can be measured, by name.</summary>
internal static class WorkCatalog
{
    // Hits first: the JIT's profile of Acquire is then one of hits when it compiles their loop.
    private static readonly (string Name, Func<Work> Create)[] s_all =
    [
        ("hit-hot", static () => HitWork.Create(1)),
        ("hit-64", static () => HitWork.Create(64)),
        ("hit-4096", static () => HitWork.Create(4096)),
        ("miss-4k-clock", static () => MissWork.Create(4 << 10, EvictionKind.Clock)),
        ("miss-4k-lru", static () => MissWork.Create(4 << 10, EvictionKind.Lru)),
        ("miss-64k-clock", static () => MissWork.Create(64 << 10, EvictionKind.Clock)),
        ("miss-64k-lru", static () => MissWork.Create(64 << 10, EvictionKind.Lru)),
        ("miss-256k-clock", static () => MissWork.Create(256 << 10, EvictionKind.Clock)),
        ("miss-256k-lru", static () => MissWork.Create(256 << 10, EvictionKind.Lru)),
    ];

    /// <summary>The names, in the order in which they are measured.</summary>
    public static IEnumerable<string> Names => s_all.Select(static entry => entry.Name);

    /// <summary>The names that someone means by a part of them; all for null.</summary>
    public static string[] Find(string? part) =>
        [.. Names.Where(name => part is null || name.Contains(part, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Sets up the work of a name.</summary>
    public static Work Create(string name) => s_all.First(entry => string.Equals(entry.Name, name, StringComparison.Ordinal)).Create();
}
