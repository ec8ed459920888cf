namespace MappingCache.Micro.Races;

/// <summary>How many threads walk at once, and through whose windows.</summary>
internal enum Sharing
{
    /// <summary>One thread.</summary>
    Alone,

    /// <summary>Two, each through all windows, in an order of its own.</summary>
    Same,

    /// <summary>Two, each through its own half of the windows.</summary>
    Apart,
}
