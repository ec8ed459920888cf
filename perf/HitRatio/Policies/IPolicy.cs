namespace MappingCache.HitRatio.Policies;

/// <summary>A way to choose what makes room. An implementation is found by itself: one file, and it stands in the table.</summary>
internal interface IPolicy
{
    /// <summary>What the table and the command line call it.</summary>
    string Name { get; }

    PolicyKind Kind { get; }

    /// <summary>Goes through a trace with an empty cache.</summary>
    /// <param name="trace">The requests.</param>
    /// <param name="slots">How many keys the cache holds at once, at least 1.</param>
    Walk Walk(Trace trace, int slots);
}
