namespace MappingCache.Micro;

/// <summary>What was measured of one work: every round as it was, and what it comes to.</summary>
/// <param name="Name">The work's name.</param>
/// <param name="OursPerRound">Operations of the cache in a round.</param>
/// <param name="FloorPerRound">Operations of the floor in a round.</param>
/// <param name="AllocatedBytes">Managed bytes that the cache's operations allocated, in all rounds.</param>
/// <param name="CompiledMethods">Methods that the JIT compiled while it was measured, in the whole process. A few belong to nothing that was measured; many mean that the warm-up was too short.</param>
/// <param name="Rounds">All rounds, in order.</param>
internal sealed record RatioResult(
    string Name, int OursPerRound, int FloorPerRound, long AllocatedBytes, long CompiledMethods, IReadOnlyList<RatioRound> Rounds)
{
    // A fifth of the rounds on either side.
    private const double Trim = 0.2;

    public double OursMedian => Quantile(Sorted(static round => round.Ours), 0.5);

    public double FloorMedian => Quantile(Sorted(static round => round.Floor), 0.5);

    /// <summary>Both sides of a round met the same disturbances, by and large, so the median of the ratios is steadier than the ratio of the medians.</summary>
    public double RatioMedian => Quantile(Sorted(static round => round.Ratio), 0.5);

    public double RatioP10 => Quantile(Sorted(static round => round.Ratio), 0.1);

    public double RatioP90 => Quantile(Sorted(static round => round.Ratio), 0.9);

    public double RatioTrimmedMean
    {
        get
        {
            double[] sorted = Sorted(static round => round.Ratio);
            int cut = (int)(sorted.Length * Trim);
            return sorted[cut..^cut].Average();
        }
    }

    public double AllocatedBytesPerOperation => AllocatedBytes / ((double)OursPerRound * Rounds.Count);

    private double[] Sorted(Func<RatioRound, double> value) => [.. Rounds.Select(value).Order()];

    private static double Quantile(double[] sorted, double part)
    {
        double at = part * (sorted.Length - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
