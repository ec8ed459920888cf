using MappingCache.Harness.Data;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Judging;

/// <summary>A figure of the cache in two runs.</summary>
/// <param name="Part">The part that it belongs to.</param>
/// <param name="Figure">The figure, of the later run.</param>
/// <param name="Before">What it was: beside its reference if it has one.</param>
/// <param name="Now">What it is.</param>
/// <param name="Outcome">What that comes to.</param>
internal sealed record Change(string Part, Figure Figure, Spread Before, Spread Now, Outcome Outcome)
{
    /// <summary>How many times what it was it is.</summary>
    public double Factor => Before.Median != 0 ? Now.Median / Before.Median : Now.Median == 0 ? 1 : double.PositiveInfinity;
}
