using System.Text;
using MappingCache.Harness.Data;
using MappingCache.Harness.Judging;
using MappingCache.Harness.Results;

namespace MappingCache.Harness.Reporting;

/// <summary>A report as Markdown: what the page says, without its drawings.</summary>
internal static class MarkdownReport
{
    /// <summary>Writes it.</summary>
    public static string Of(RunReport report)
    {
        StringBuilder text = new();
        text.Append("# MappingCache: speed of ").Append(report.Machine.Commit).Append("\n\n");
        foreach (string warning in report.Warnings())
        {
            text.Append("> ").Append(warning).Append("\n\n");
        }

        Write(text, ["", ""], report.Facts().Select(static fact => (IReadOnlyList<string>)[fact.Name, fact.Value]));
        text.Append("## Goals\n\nMet: nine of ten rounds keep it. Missed: nine of ten do not. Inconclusive: what lies between, or is noise; not a pass. In C: what the bare calls of the system come to beside the same peer, which nobody can be much better than.\n\n");
        text.AppendJoin(", ", Enum.GetValues<Verdict>().Select(verdict => $"{report.Goals.Count(goal => goal.Verdict == verdict)} {Verdicts.TextOf(verdict)}")).Append(".\n\n");
        foreach (IGrouping<string, JudgedGoal> part in report.Goals.GroupBy(static goal => goal.Goal.Part, StringComparer.Ordinal))
        {
            text.Append("### ").Append(PartNames.TitleOf(part.Key)).Append("\n\n");
            Write(text, GoalText.GoalColumns, part.Select(GoalText.Row));
        }

        if (report.Baseline is { } baseline)
        {
            text.Append("## Changes since ").Append(baseline.Name).Append("\n\n");
            Change[] told = [.. report.Told];
            if (told.Length > 0)
            {
                Write(text, GoalText.ChangeColumns, told.Select(GoalText.Row));
            }
            else
            {
                text.Append("Nothing is better or worse by more than noise.\n\n");
            }
        }

        foreach (PartResult part in report.Run.Parts)
        {
            text.Append("## ").Append(PartNames.TitleOf(part.Part)).Append("\n\n");
            text.Append(string.Concat(part.Notices.Select(static notice => $"- {notice}\n")));
            text.Append(part.Notices.Count > 0 ? "\n" : "");
            Write(text, ["case", "contestant", "what", "median", "beside", "ratio", "10th to 90th percentile"], Rows(part));
        }

        return text.ToString();
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(PartResult part) =>
        from figure in part.Figures
        where figure.Rounds.Count > 0
        let row = FigureTable.Row(part, figure)
        select (IReadOnlyList<string>)[row[0], row[1], figure.Quantity, .. row[2..]];

    private static void Write(StringBuilder text, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        text.Append("| ").AppendJoin(" | ", columns).Append(" |\n|").Append(string.Concat(Enumerable.Repeat("---|", columns.Count))).Append('\n');
        foreach (IReadOnlyList<string> row in rows)
        {
            text.Append("| ").AppendJoin(" | ", row.Select(static cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
        }

        text.Append('\n');
    }
}
