using MappingCache.Micro.Races;

namespace MappingCache.Harness.Results;

/// <summary>What has become of a goal in one workload.</summary>
/// <param name="Workload">The workload's name.</param>
/// <param name="Goal">What is compared.</param>
/// <param name="AtMost">The most that it is to be.</param>
/// <param name="Found">What it is.</param>
internal sealed record GoalResult(string Workload, string Goal, double AtMost, Spread Found)
{
    public Verdict Verdict => Verdicts.Of(Found, AtMost, isLeast: false);
}
