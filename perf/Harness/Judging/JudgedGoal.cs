using MappingCache.Harness.Results;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Judging;

/// <summary>What has become of a goal in one case.</summary>
/// <param name="Goal">The goal.</param>
/// <param name="Case">The case; null if no case was measured.</param>
/// <param name="Found">What it is; null if it was not measured.</param>
/// <param name="Bare">What the bare calls of the system come to instead; null if nobody made them.</param>
internal sealed record JudgedGoal(RunGoal Goal, string? Case, Spread? Found, Spread? Bare)
{
    public Verdict Verdict => Found is { } found ? Verdicts.Of(found, Goal.Limit, Goal.IsLeast) : Verdict.NotMeasured;
}
