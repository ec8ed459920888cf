using MappingCache.Harness.Contestants;
using MappingCache.Harness.Data;
using MappingCache.Harness.Http;
using MappingCache.Harness.Results;
using MappingCache.Harness.Workloads;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Judging;

/// <summary>Every goal of the project, and what a run has made of them.</summary>
internal static class GoalCatalog
{
    private const int K = 1 << 10;
    private const int M = 1 << 20;

    public static IReadOnlyList<RunGoal> All { get; } = [.. Hits(), .. Sends(), .. Responses()];

    /// <summary>Judges a run: every case of a ratio, and the worst case of what is counted.</summary>
    public static IReadOnlyList<JudgedGoal> Judge(RunResult run) => [.. All.SelectMany(goal => Judge(goal, run.Find(goal.Part)))];

    private static JudgedGoal[] Judge(RunGoal goal, PartResult? part)
    {
        JudgedGoal[] judged = part is null
            ? []
            :
            [
                .. part.Cases().Where(figures => goal.Applies(figures.First())).Where(figures => figures.Any(figure => figure.Contestant == goal.Over))
                    .Select(figures => new JudgedGoal(goal, figures.Key, Find(goal, part, figures.Key), FindBare(goal, part, figures.Key))),
            ];
        return judged.Length == 0 ? [new JudgedGoal(goal, Case: null, Found: null, Bare: null)]
            : goal.Under is null ? [judged.MaxBy(static found => found.Found?.P90 ?? double.PositiveInfinity)!]
            : judged;
    }

    private static Spread? Find(RunGoal goal, PartResult part, string @case) =>
        goal.Under is { } under ? part.Ratio(@case, goal.Quantity, goal.Over, under) : part.Find(@case, goal.Over, goal.Quantity)?.Spread;

    private static Spread? FindBare(RunGoal goal, PartResult part, string @case) =>
        goal is { Bare: { } bare, Under: { } under } && bare != under ? part.Ratio(@case, goal.Quantity, bare, under) : null;

    private static IEnumerable<RunGoal> Hits() =>
    [
        .. MustCatalog.Ratios.Select(static must => new RunGoal(
            PartNames.Micro, must.What, must.Race, figure => figure.Case == must.Race, Quantities.Time, must.Over, must.Under, must.Limit, must.IsLeast)),
        .. MustCatalog.AllocateNothing.Select(static who => new RunGoal(
            PartNames.Micro, $"bytes allocated by {who}", "all races", static figure => figure.At is not null, Quantities.Allocated, who, Under: null, Goals.NoBytes)),
    ];

    private static IEnumerable<RunGoal> Sends() =>
    [
        .. Goals.Ratios.Select(static goal => new RunGoal(
            PartNames.Send, $"CPU of a {(goal.By == ContestantCatalog.Blocking ? "blocking " : "")}send beside {goal.Against}", $"{Sizes(goal.MinSize, goal.MaxSize)}{(goal.Bundle > 1 ? $"x{goal.Bundle}" : "")}", figure => Applies(goal, figure), Quantities.Cpu, goal.By, goal.Against, goal.AtMost,
            Bare: goal.MinSize < 64 * K ? ContestantCatalog.NativeGather : ContestantCatalog.NativeSendFile)),
        new(PartNames.Send, "bytes allocated a send", "hot files", static figure => !figure.Family.StartsWith("Cold", StringComparison.Ordinal), Quantities.Allocated, ContestantCatalog.Auto, Under: null, Goals.NoBytes),
    ];

    private static bool Applies(Goal goal, Figure figure) =>
        figure.At >= goal.MinSize && figure.At <= goal.MaxSize
        && figure.Family.StartsWith(goal.Bundle > 1 ? "Bundles" : "One hot file", StringComparison.Ordinal);

    private static IEnumerable<RunGoal> Responses()
    {
        yield return Http("requests/s beside nginx", 1 * K, 4 * K, Quantities.Requests, HttpServers.Nginx, 1.1, isLeast: true);
        yield return Http("requests/s beside nginx", 16 * K, 256 * K, Quantities.Requests, HttpServers.Nginx, 1, isLeast: true);
        yield return Http("requests/s beside nginx", 1 * M, 16 * M, Quantities.Requests, HttpServers.Nginx, 0.92, isLeast: true);
        yield return Http("CPU of a request beside nginx", 1 * K, 64 * K, Quantities.Cpu, HttpServers.Nginx, 1);
        yield return Http("CPU of a request beside nginx", (64 * K) + 1, 16 * M, Quantities.Cpu, HttpServers.Nginx, 1.1);
        yield return Http("p99 beside nginx", 1 * K, 16 * M, Quantities.P99, HttpServers.Nginx, 1);
        yield return Http("requests/s beside Kestrel's static files", 1 * K, 16 * M, Quantities.Requests, HttpServers.Kestrel, 2.5, isLeast: true);
        yield return Http("requests/s beside nginx, on the thread pool", 1 * K, 16 * M, Quantities.Requests, HttpServers.Nginx, 0.66, isLeast: true, over: HttpServers.OwnDispatching);
    }

    private static RunGoal Http(
        string title, int from, int to, string quantity, string under, double limit, bool isLeast = false, string over = HttpServers.Own) =>
        new(PartNames.Http, title, Sizes(from, to), figure => figure.At >= from && figure.At <= to && !figure.Case.Contains(HttpServers.Tls, StringComparison.Ordinal), quantity, over, under, limit, isLeast);

    private static string Sizes(int from, int to) =>
        from == to ? Workload.SizeText(from)
        : from == 1 ? $"to {Workload.SizeText(to)}"
        : to == int.MaxValue ? from % K == 1 ? Rounded(from) : $"from {Rounded(from)}"
        : $"{Rounded(from)} to {Workload.SizeText(to)}";

    // One byte more than a size is any size above it.
    private static string Rounded(int size) => size % K == 1 ? $"above {Workload.SizeText(size - 1)}" : Workload.SizeText(size);
}
