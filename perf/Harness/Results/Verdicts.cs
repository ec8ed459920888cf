using MappingCache.Micro.Races;

namespace MappingCache.Harness.Results;

/// <summary>Judges what was found. Noise never passes.</summary>
internal static class Verdicts
{
    /// <summary>A ratio whose 90th percentile is more than so many times its 10th says nothing of what was measured: the machine was busy with something else.</summary>
    public const double MostNoise = 2;

    /// <summary>Judges a figure.</summary>
    /// <param name="found">The figure.</param>
    /// <param name="limit">The most that it is to be, or the least.</param>
    /// <param name="isLeast">Whether it is the least.</param>
    public static Verdict Of(Spread found, double limit, bool isLeast)
    {
        (double best, double worst) = isLeast ? (found.P90, found.P10) : (found.P10, found.P90);
        return IsNoise(found) ? Verdict.Inconclusive
            : IsWithin(worst) ? Verdict.Met
            : !IsWithin(best) ? Verdict.Missed
            : Verdict.Inconclusive;

        bool IsWithin(double value) => isLeast ? value >= limit : value <= limit;
    }

    /// <summary>Whether the rounds lie so far apart that nothing is known, or are no numbers, as ratios to a time that the system has counted as none. What may be 0 is counted, and has no noise.</summary>
    public static bool IsNoise(Spread found) =>
        !double.IsFinite(found.P10) || !double.IsFinite(found.P90) || (found.P10 > 0 && found.P90 > MostNoise * found.P10);

    /// <summary>A verdict in words.</summary>
    public static string TextOf(Verdict verdict) => verdict switch
    {
        Verdict.Met => "met",
        Verdict.Missed => "missed",
        Verdict.Inconclusive => "inconclusive",
        _ => "not measured",
    };
}
