using System.CommandLine;

namespace MappingCache.Harness.Parts;

/// <summary>The parts that this program measures itself; races and hit ratios are programs of their own, and sends a command of its own.</summary>
internal static class PartCatalog
{
    public static IReadOnlyList<IPart> All { get; } = [];

    /// <summary>Commands by which parts start programs of their own.</summary>
    public static IEnumerable<Command> Helpers() => [];
}
