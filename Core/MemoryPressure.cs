namespace MappingCache;

/// <summary>How short of memory the process is, by what a cache should do about it.</summary>
internal enum MemoryPressure
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Memory is getting short: half of the inactive windows shall go.</summary>
    Some,

    /// <summary>Others already suffer from it: all inactive windows shall go.</summary>
    Much,
}
