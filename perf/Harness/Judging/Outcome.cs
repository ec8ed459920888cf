namespace MappingCache.Harness.Judging;

/// <summary>What a figure has become since another run.</summary>
internal enum Outcome
{
    /// <summary>No more than noise lies between the two.</summary>
    Same,

    /// <summary>It is better, by more than noise.</summary>
    Better,

    /// <summary>It is worse, by more than noise.</summary>
    Worse,

    /// <summary>One of the two is too noisy to tell.</summary>
    Inconclusive,
}
