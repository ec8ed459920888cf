namespace MappingCache.HitRatio.Policies;

/// <summary>What stands behind a policy's figures; in this order they are shown.</summary>
internal enum PolicyKind
{
    /// <summary>The cache itself.</summary>
    Product,

    /// <summary>A simulator of what others do.</summary>
    Simulated,

    /// <summary>A simulator of what nobody can exceed.</summary>
    Bound,
}
