using MappingCache.Micro.Races;

namespace MappingCache.Harness.Results;

/// <summary>The ratio of two contestants' processor times.</summary>
/// <param name="Over">Whose is divided.</param>
/// <param name="Under">By whose.</param>
/// <param name="Ratio">What the rounds' ratios come to.</param>
internal sealed record PairResult(string Over, string Under, Spread Ratio);
