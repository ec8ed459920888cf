namespace MappingCache.Tests.Support;

/// <summary>What is at a range of addresses.</summary>
public enum MappedAreaKind
{
    /// <summary>Something that is none of the cache's business.</summary>
    Other,

    /// <summary>Addresses that are reserved, and nothing else.</summary>
    Reserved,

    /// <summary>A file, for reading, as it is.</summary>
    File,

    /// <summary>Memory, for reading.</summary>
    Memory,
}
