namespace MappingCache.Tests.Schedules;

/// <summary>The cache that some threads use.</summary>
/// <param name="Slots">Its slots.</param>
/// <param name="Windows">Windows of its file.</param>
internal sealed record Setting(int Slots, int Windows)
{
    public EvictionKind Eviction { get; init; } = EvictionKind.Clock;

    /// <summary>Whether the system refuses the first mapping.</summary>
    public bool FirstMapFails { get; init; }

    /// <summary>What is broken on purpose, so that its history is.</summary>
    public Flaw Flaw { get; init; }
}
