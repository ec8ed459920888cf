using System.CommandLine;
using MappingCache.Harness.Cold;
using MappingCache.Harness.Http;
using MappingCache.Harness.Mapping;
using MappingCache.Harness.Memory;

namespace MappingCache.Harness.Parts;

/// <summary>The parts that this program measures itself; races and hit ratios are programs of their own, and sends a command of its own.</summary>
internal static class PartCatalog
{
    public static IReadOnlyList<IPart> All { get; } = [new HttpPart(), new ColdPart(), new MappingPart(), new MemoryPart()];

    /// <summary>Commands by which parts start programs of their own.</summary>
    public static IEnumerable<Command> Helpers() => [FilesHost.Create()];
}
