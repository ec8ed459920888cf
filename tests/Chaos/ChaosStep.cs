namespace MappingCache.Tests.Chaos;

/// <summary>What a writer does to a file.</summary>
internal enum ChaosStep
{
    /// <summary>Cuts it short.</summary>
    Cut,

    /// <summary>Adds to its end.</summary>
    Grow,

    /// <summary>Writes anew a part of it, in place.</summary>
    Rewrite,

    /// <summary>Cuts it to nothing and writes it anew.</summary>
    Empty,

    /// <summary>Writes another file and renames it over this one.</summary>
    Replace,

    /// <summary>Takes its name away; the next step makes it anew.</summary>
    Unlink,

    /// <summary>Puts a hole in it, which reads as zeros.</summary>
    Punch,

    /// <summary>Forbids everybody to read it, or allows it again.</summary>
    Forbid,

    /// <summary>Makes it, where it was unlinked.</summary>
    Make,
}
