using System.Globalization;
using MappingCache.Harness.Data;
using MappingCache.Harness.Judging;
using MappingCache.Harness.Results;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Reporting;

/// <summary>Goals and changes in words.</summary>
internal static class GoalText
{
    public static IReadOnlyList<string> GoalColumns { get; } = ["goal", "case", "verdict", "found", "10th to 90th percentile", "wanted", "peer", "in C"];

    public static IReadOnlyList<string> ChangeColumns { get; } = ["figure", "case", "outcome", "times", "now", "before"];

    /// <summary>The cells of a goal's row.</summary>
    public static string[] Row(JudgedGoal judged)
    {
        RunGoal goal = judged.Goal;
        return
        [
            goal.Title, judged.Case ?? goal.Cases,
            $"{Sign(judged.Verdict)} {Verdicts.TextOf(judged.Verdict)}",
            judged.Found is { } found ? Numbers.Short(found.Median) : "–",
            judged.Found is { } range ? Numbers.Range(range) : "–",
            Wanted(goal), goal.Under ?? "–", judged.Bare is { } bare ? Numbers.Short(bare.Median) : "–",
        ];
    }

    /// <summary>The cells of a change's row.</summary>
    public static string[] Row(Change change) =>
    [
        $"{change.Part}: {change.Figure.Quantity} of {change.Figure.Contestant}{(Quantities.IsCounted(change.Figure.Quantity) ? "" : $" beside {change.Figure.Reference}")}",
        change.Figure.Case, $"{Sign(change.Outcome)} {TextOf(change.Outcome)}", Numbers.Short(change.Factor), Found(change.Now), Found(change.Before),
    ];

    /// <summary>A verdict as the name of a class of rows.</summary>
    public static string ClassOf(Verdict verdict) => Verdicts.TextOf(verdict).Replace(' ', '-');

    public static string TextOf(Outcome outcome) => outcome switch
    {
        Outcome.Better => "better",
        Outcome.Worse => "worse",
        Outcome.Same => "same",
        _ => "inconclusive",
    };

    /// <summary>What a goal wants, in signs.</summary>
    public static string Wanted(RunGoal goal) => goal.Limit == Goals.NoBytes && goal.Quantity == Quantities.Allocated
        ? "0 B"
        : string.Create(CultureInfo.InvariantCulture, $"{(goal.IsLeast ? '≥' : '≤')} {goal.Limit:0.##}");

    private static string Found(Spread spread) => $"{Numbers.Short(spread.Median)} ({Numbers.Range(spread)})";

    private static char Sign(Verdict verdict) => verdict switch
    {
        Verdict.Met => '✓',
        Verdict.Missed => '✗',
        Verdict.Inconclusive => '?',
        _ => '–',
    };

    private static char Sign(Outcome outcome) => outcome switch
    {
        Outcome.Better => '▲',
        Outcome.Worse => '▼',
        Outcome.Same => '=',
        _ => '?',
    };
}
