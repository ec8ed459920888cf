using MappingCache.Harness.Data;
using MappingCache.Harness.Results;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Judging;

/// <summary>
/// What two runs differ in, beyond noise. Times are compared as what they are beside their reference, measured in the same
/// rounds: nothing else of one run compares with another.
/// </summary>
internal static class Changes
{
    // Two runs of one build differ by so much now and then, though the rounds of each lie close together: in where the JIT
    // and the system have put things, and latencies and threads in who wakes whom on which processor, which a run settles
    // into. With these, 2 of 1,293 figures of two whole runs of one build differed on a busy machine of two processors.
    private const double Drift = 1.08;
    private const double MedianLatencyDrift = 1.5;
    private const double TailLatencyDrift = 2.5;
    private const double ThreadsDrift = 2.5;

    // A count that depends on a pool that was empty once is no change, nor are pages that a collector has kept.
    private const double CountSlack = 0.5;
    private const double PageSlack = 16;
    private const double CountDrift = 1.01;

    /// <summary>Compares all figures of the cache that both runs have.</summary>
    public static IReadOnlyList<Change> Between(RunResult before, RunResult now) =>
    [
        .. now.Parts.SelectMany(part => before.Find(part.Part) is { } old ? Between(old, part) : []),
    ];

    private static IEnumerable<Change> Between(PartResult before, PartResult now) =>
        from figure in now.Figures
        where PartNames.IsOurs(now.Part, figure.Contestant) && figure.Rounds.Count > 0
        let old = before.Find(figure.Case, figure.Contestant, figure.Quantity)
        where old is not null
        let was = FigureOf(before, old)
        let found = FigureOf(now, figure)
        where was is not null && found is not null
        select new Change(now.Part, figure, was.Value, found.Value, Judge(figure, was.Value, found.Value));

    // What is timed and has nothing to be set beside is of its own run alone.
    private static Spread? FigureOf(PartResult part, Figure figure) =>
        Quantities.IsCounted(figure.Quantity) ? figure.Spread : part.Ratio(figure);

    private static Outcome Judge(Figure figure, Spread before, Spread now)
    {
        string quantity = figure.Quantity;
        bool isCounted = Quantities.IsCounted(quantity);

        // A count that was nothing as a rule and now is something has changed, though it was something now and then.
        bool isWithin = now.P10 <= before.P90 && before.P10 <= now.P90 && (!isCounted || IsNothing(before) == IsNothing(now));
        return isWithin ? !isCounted && (Verdicts.IsNoise(before) || Verdicts.IsNoise(now)) ? Outcome.Inconclusive : Outcome.Same
            : Math.Abs(now.Median - before.Median) <= SlackOf(quantity) || Math.Abs(Math.Log(now.Median / before.Median)) <= Math.Log(DriftOf(figure)) ? Outcome.Same
            : Direction(quantity, before, now);
    }

    private static bool IsNothing(Spread count) => count.Median <= CountSlack;

    private static double DriftOf(Figure figure) => figure.Quantity switch
    {
        _ when Quantities.IsCounted(figure.Quantity) => CountDrift,
        Quantities.P99 or Quantities.Late => TailLatencyDrift,
        _ when figure.Threads > 1 => ThreadsDrift,
        Quantities.P50 => MedianLatencyDrift,
        _ => Drift,
    };

    private static double SlackOf(string quantity) =>
        quantity == Quantities.Resident ? PageSlack
        : Quantities.IsCounted(quantity) ? CountSlack
        : 0;

    private static Outcome Direction(string quantity, Spread before, Spread now) =>
        now.Median > before.Median == Quantities.MoreIsBetter(quantity) ? Outcome.Better : Outcome.Worse;
}
