namespace MappingCache.Micro.Races;

/// <summary>What many measurements of one thing come to.</summary>
internal readonly record struct Spread(double Median, double P10, double P90, double TrimmedMean)
{
    // A fifth on either side.
    private const double Trim = 0.2;

    /// <summary>Sums up at least one value.</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int cut = (int)(sorted.Length * Trim);
        return new Spread(Quantile(sorted, 0.5), Quantile(sorted, 0.1), Quantile(sorted, 0.9), sorted[cut..^cut].Average());
    }

    /// <summary>Of the ratios of what was measured in the same rounds, which met about the same disturbances; so their median is steadier than the ratio of the medians.</summary>
    public static Spread OfRatios(IEnumerable<double> over, IEnumerable<double> under) =>
        Of(over.Zip(under, static (a, b) => a / b));

    private static double Quantile(double[] sorted, double part)
    {
        double at = part * (sorted.Length - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
