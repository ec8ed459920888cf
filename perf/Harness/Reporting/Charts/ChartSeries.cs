namespace MappingCache.Harness.Reporting.Charts;

/// <summary>The points of one contestant.</summary>
/// <param name="Name">Who.</param>
/// <param name="Look">The number of its shape and colour; the same in all charts of a part.</param>
/// <param name="IsOurs">Whether it is the cache: drawn stronger.</param>
/// <param name="Points">Its points.</param>
internal sealed record ChartSeries(string Name, int Look, bool IsOurs, IReadOnlyList<ChartPoint> Points);
