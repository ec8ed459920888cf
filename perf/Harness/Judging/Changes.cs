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
    // and the system have put things.
    private const double Drift = 0.08;

    // A count that depends on a pool that was empty once is no change.
    private const double CountSlack = 0.5;
    private const double CountDrift = 0.01;

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
        select new Change(now.Part, figure, was.Value, found.Value, Judge(figure.Quantity, was.Value, found.Value));

    // What is timed and has nothing to be set beside is of its own run alone.
    private static Spread? FigureOf(PartResult part, Figure figure) =>
        Quantities.IsCounted(figure.Quantity) ? figure.Spread : part.Ratio(figure);

    private static Outcome Judge(string quantity, Spread before, Spread now)
    {
        if (Quantities.IsCounted(quantity))
        {
            double slack = Math.Max(CountSlack, CountDrift * before.Median);
            return Math.Abs(now.Median - before.Median) <= slack ? Outcome.Same : Direction(quantity, before, now);
        }

        return now.P10 <= before.P90 && before.P10 <= now.P90
            ? Verdicts.IsNoise(before) || Verdicts.IsNoise(now) ? Outcome.Inconclusive : Outcome.Same
            : Math.Abs(Math.Log(now.Median / before.Median)) <= Drift ? Outcome.Same
            : Direction(quantity, before, now);
    }

    private static Outcome Direction(string quantity, Spread before, Spread now) =>
        now.Median > before.Median == Quantities.MoreIsBetter(quantity) ? Outcome.Better : Outcome.Worse;
}
