namespace MappingCache.Tests.Chaos;

/// <summary>Where writers let files end.</summary>
public enum ChaosCuts
{
    /// <summary>With a page: what is cut off is missed by whoever reads it.</summary>
    AtPages,

    /// <summary>Anywhere: what is cut off within a page reads as zeros, and nobody is told.</summary>
    Anywhere,
}
