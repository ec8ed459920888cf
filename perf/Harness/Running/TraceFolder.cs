namespace MappingCache.Harness.Running;

/// <summary>Traces of requests, which are not part of the source.</summary>
internal static class TraceFolder
{
    /// <summary>The environment variable that names their folder.</summary>
    public const string Variable = "MAPPINGCACHE_TRACES";

    /// <summary>Why there are none, and what would help.</summary>
    public const string Missing = $"there are no traces: set {Variable} to a folder of them (tests/HitRatio.Tests says where the published ones come from)";

    /// <summary>Their files, the smallest first; none if no folder is named.</summary>
    public static IReadOnlyList<string> Files { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder && Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Where(static path => Path.GetExtension(path) is not (".md" or ".txt")).OrderBy(static path => new FileInfo(path).Length)]
            : [];

    /// <summary>The one whose requests are most like those of a server of files: of the web, if its name says so.</summary>
    public static string? OfServer =>
        Files.FirstOrDefault(static path => Path.GetFileName(path).StartsWith("web", StringComparison.OrdinalIgnoreCase)) ?? (Files is [var first, ..] ? first : null);
}
