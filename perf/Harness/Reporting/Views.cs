using MappingCache.Harness.Judging;
using MappingCache.Harness.Results;

namespace MappingCache.Harness.Reporting;

/// <summary>Says on the console what a report comes to.</summary>
internal static class Views
{
    /// <summary>How many goals are met, and by name those that are not.</summary>
    public static void ShowTally(RunReport report)
    {
        foreach (IGrouping<Verdict, JudgedGoal> group in report.Goals.GroupBy(static goal => goal.Verdict).OrderBy(static group => group.Key))
        {
            Console.WriteLine($"{group.Count()} goals {Verdicts.TextOf(group.Key)}{(group.Key == Verdict.Met ? "" : ":")}");
            foreach (JudgedGoal goal in group.Where(static goal => goal.Verdict != Verdict.Met))
            {
                string[] row = GoalText.Row(goal);
                Console.WriteLine($"  {goal.Goal.Part}: {row[0]}, {row[1]}: wanted {row[5]}, found {row[3]} ({row[4]})");
            }
        }

        if (report.Baseline is not null)
        {
            ShowChanges(report);
        }
    }

    /// <summary>What is better or worse by more than noise.</summary>
    public static void ShowChanges(RunReport report)
    {
        foreach (Change change in report.Told)
        {
            Console.WriteLine(string.Join("  ", GoalText.Row(change)));
        }

        Console.WriteLine(
            $"Of {report.Changes.Count} figures {report.Changes.Count(static change => change.Outcome == Outcome.Worse)} are worse than in {report.Baseline!.Name}, {report.Changes.Count(static change => change.Outcome == Outcome.Better)} better, {report.Changes.Count(static change => change.Outcome == Outcome.Inconclusive)} inconclusive, the others the same within noise.");
    }
}
