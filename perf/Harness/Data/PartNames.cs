namespace MappingCache.Harness.Data;

/// <summary>The parts that a run is made of: their names are those of their files and commands.</summary>
internal static class PartNames
{
    public const string Micro = "micro";
    public const string Send = "send";
    public const string Http = "http";
    public const string Cold = "cold";
    public const string Mapping = "mapping";
    public const string HitRatio = "hit-ratio";
    public const string Memory = "memory";

    /// <summary>All of them, in the order in which they run and are shown.</summary>
    public static IReadOnlyList<string> All { get; } = [Micro, Send, Http, Cold, Mapping, HitRatio, Memory];

    /// <summary>What a reader is told of a part.</summary>
    public static string TitleOf(string part) => part switch
    {
        Micro => "Hits and remaps, one operation at a time",
        Send => "Whole sends over loopback",
        Http => "Files over HTTP",
        Cold => "Files that are not in memory",
        Mapping => "Mapping a window over another",
        HitRatio => "Hit ratios on traces",
        _ => "Memory",
    };

    /// <summary>Whether a contestant of a part is the cache itself, and not what it is set beside.</summary>
    public static bool IsOurs(string part, string contestant) => part switch
    {
        Micro => contestant is not ("floor" or "dictionary" or "locked-lru" or "view" or "read-4k" or "read-64k"),
        Send => contestant is "auto" or "blocking" or "gather" or "sendfile" or "splice" or "zerocopy" or "copy",
        HitRatio => contestant is "Clock" or "Lru",
        _ => contestant.StartsWith(Own, StringComparison.Ordinal),
    };

    /// <summary>What the names of the cache's own contestants begin with, in parts whose contestants are not named after strategies.</summary>
    public const string Own = "cache";
}
