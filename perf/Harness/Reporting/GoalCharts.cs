using MappingCache.Harness.Judging;
using MappingCache.Harness.Reporting.Charts;
using MappingCache.Harness.Results;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Reporting;

/// <summary>The goals of a part that are ratios, each beside its limit.</summary>
internal static class GoalCharts
{
    /// <summary>Draws them; null if none was measured.</summary>
    public static DotChart? Of(string title, IEnumerable<JudgedGoal> goals)
    {
        JudgedGoal[] drawn = [.. goals.Where(static goal => goal is { Found.P10: > 0, Goal.Under: not null })];
        string[] rows = [.. drawn.Select(static goal => $"{Mark(goal.Verdict)} {goal.Goal.Title}, {goal.Case}")];
        HtmlTable table = new("Times the limit; 1 or less is kept", "goal", "found", "10th to 90th percentile");
        List<ChartPoint> points = [];
        for (int row = 0; row < drawn.Length; row++)
        {
            Spread beside = BesideLimit(drawn[row]);
            points.Add(new ChartPoint(row, beside));
            table.Add(rows[row], Numbers.Short(beside.Median), Numbers.Range(beside));
        }

        return drawn.Length == 0 ? null : new DotChart(
            new ChartFrame(title, "Each goal's figure beside its limit, medians and from the 10th to the 90th percentile. Left of the line, which is 1, it is kept. ✓ met, ✗ missed, ? inconclusive.", table.ToString()),
            rows, [new ChartSeries("found", Look: 0, IsOurs: true, points)], "times the limit", One: true);
    }

    private static string Mark(Verdict verdict) => verdict switch
    {
        Verdict.Met => "✓",
        Verdict.Missed => "✗",
        _ => "?",
    };

    // Turned over for what is to be large, so that less is better everywhere.
    private static Spread BesideLimit(JudgedGoal judged)
    {
        Spread found = judged.Found!.Value;
        double limit = judged.Goal.Limit;
        return judged.Goal.IsLeast
            ? new Spread(limit / found.Median, limit / found.P90, limit / found.P10, limit / found.TrimmedMean)
            : new Spread(found.Median / limit, found.P10 / limit, found.P90 / limit, found.TrimmedMean / limit);
    }
}
