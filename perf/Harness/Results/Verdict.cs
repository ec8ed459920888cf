namespace MappingCache.Harness.Results;

/// <summary>Whether a goal was reached.</summary>
internal enum Verdict
{
    /// <summary>Nine of ten rounds have reached it.</summary>
    Met,

    /// <summary>Nine of ten rounds have not.</summary>
    Missed,

    /// <summary>The goal lies between the 10th and the 90th percentile of the rounds.</summary>
    Inconclusive,
}
