using MappingCache.Harness.Contestants;
using MappingCache.Harness.Workloads;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Results;

/// <summary>The figures that the sender is held to. Whether those that it misses matter is for the reader to judge.</summary>
internal static class Goals
{
    private const int K = 1 << 10;
    private const int M = 1 << 20;

    // None at all, but for an object now and then that a pool happened to lack: the smallest has 24 bytes.
    public const double NoBytes = 0.5;

    /// <summary>Those that are ratios of processor time.</summary>
    public static IReadOnlyList<Goal> Ratios { get; } =
    [
        new(ContestantCatalog.SendFileAsync, 0.12, 1 * K, 4 * K),
        new(ContestantCatalog.SendFileAsync, 0.45, 64 * K, 64 * K),
        new(ContestantCatalog.SendFileAsync, 0.9, 256 * K, 256 * K),
        new(ContestantCatalog.SendFileAsync, 1.05, (256 * K) + 1, int.MaxValue),
        new(ContestantCatalog.Read, 0.75, 1 * K, 4 * K),
        new(ContestantCatalog.Read, 0.55, 64 * K, int.MaxValue),
        new(ContestantCatalog.NativeGather, 1.2, 1, 8 * K),
        new(ContestantCatalog.NativeSendFile, 1.05, 64 * K, int.MaxValue),

        // The C programs wait in the thread that sends. So does this one.
        new(ContestantCatalog.NativeGather, 1.2, 1, 8 * K, By: ContestantCatalog.Blocking),
        new(ContestantCatalog.NativeSendFile, 1.05, 64 * K, int.MaxValue, By: ContestantCatalog.Blocking),
        new(ContestantCatalog.NativeSendFile, 0.25, K, K, WorkloadCatalog.BundleFiles),
    ];

    /// <summary>What has become of the goals, as far as they were measured.</summary>
    public static IReadOnlyList<GoalResult> Judge(IReadOnlyList<WorkloadResult> results) =>
    [
        .. Ratios.SelectMany(goal => results.Where(result => Applies(goal, result.Workload)).SelectMany(result => Judge(goal, result))),
        .. results.Where(static result => !result.Workload.IsCold).SelectMany(JudgeAllocations),
    ];

    private static bool Applies(Goal goal, Workload workload) =>
        !workload.IsCold && workload.Files == workload.Bundle && workload.Bundle == goal.Bundle && workload.Size >= goal.MinSize && workload.Size <= goal.MaxSize;

    private static IEnumerable<GoalResult> Judge(Goal goal, WorkloadResult result) =>
        result.RatioOf(goal.By, goal.Against) is { } found
            ? [new GoalResult(result.Workload.Name, $"CPU of {goal.By} / {goal.Against}", goal.AtMost, found)]
            : [];

    private static IEnumerable<GoalResult> JudgeAllocations(WorkloadResult result) =>
        result.Find(ContestantCatalog.Auto) is { } found
            ? [new GoalResult(result.Workload.Name, $"bytes that {ContestantCatalog.Auto} allocates a send", NoBytes, Spread.Of(found.AllocatedBytes))]
            : [];
}
