using MappingCache.Micro.Races;

namespace MappingCache.Harness.Reporting.Charts;

/// <summary>A point of a chart.</summary>
/// <param name="At">Where on the axis that does not measure: a number, or a row.</param>
/// <param name="Found">What was found there.</param>
internal readonly record struct ChartPoint(double At, Spread Found);
