namespace MappingCache;

/// <summary>What came of asking for a slot.</summary>
internal enum SupplyOutcome
{
    /// <summary>A slot belongs to the caller.</summary>
    Taken,

    /// <summary>None can be had without waiting.</summary>
    Refused,

    /// <summary>The window has an entry meanwhile: look it up again.</summary>
    Retry,

    /// <summary>The cache was closed.</summary>
    Closed,
}
