namespace MappingCache.Harness.Results;

/// <summary>Whether a goal was reached.</summary>
internal enum Verdict
{
    /// <summary>Nine of ten rounds have reached it.</summary>
    Met,

    /// <summary>Nine of ten rounds have not.</summary>
    Missed,

    /// <summary>The goal lies between the 10th and the 90th percentile of the rounds, or these lie so far apart that nothing is known.</summary>
    Inconclusive,

    /// <summary>What it takes was left out of the run.</summary>
    NotMeasured,
}
