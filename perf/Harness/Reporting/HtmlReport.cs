using System.Globalization;
using System.Text;
using MappingCache.Harness.Data;
using MappingCache.Harness.Judging;
using MappingCache.Harness.Reporting.Charts;
using MappingCache.Harness.Results;

namespace MappingCache.Harness.Reporting;

/// <summary>A report as one page that needs nothing else.</summary>
internal static class HtmlReport
{
    private const string Style = "report.css";

    /// <summary>Writes the page.</summary>
    public static string Of(RunReport report)
    {
        int charts = 0;
        StringBuilder page = new();
        string title = $"MappingCache: speed of {report.Machine.Commit}";
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
            .Append(ChartFrame.Encode(title)).Append("</title>\n<style>\n").Append(ReadStyle()).Append("</style>\n</head>\n<body>\n<main>\n<h1>")
            .Append(ChartFrame.Encode(title)).Append("</h1>\n");
        foreach (string warning in report.Warnings())
        {
            page.Append("<p class=\"warning\">").Append(ChartFrame.Encode(warning)).Append("</p>\n");
        }

        WriteTally(page, report);
        page.Append("<nav aria-label=\"Parts\"><ul>");
        WriteLink(page, "goals", "Goals");
        if (report.Baseline is not null)
        {
            WriteLink(page, "changes", "Changes");
        }

        report.Run.Parts.ToList().ForEach(part => WriteLink(page, part.Part, PartNames.TitleOf(part.Part)));
        page.Append("</ul></nav>\n");
        WriteMachine(page, report);
        WriteGoals(page, report, () => ++charts);
        WriteChanges(page, report);
        foreach (PartResult part in report.Run.Parts)
        {
            WritePart(page, part, () => ++charts);
        }

        page.Append("</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static string ReadStyle()
    {
        using Stream embedded = typeof(HtmlReport).Assembly.GetManifestResourceStream(Style)!;
        using StreamReader reader = new(embedded);
        return reader.ReadToEnd();
    }

    private static void WriteLink(StringBuilder page, string to, string text) =>
        page.Append("<li><a href=\"#").Append(to).Append("\">").Append(ChartFrame.Encode(text)).Append("</a></li>");

    private static void WriteTally(StringBuilder page, RunReport report)
    {
        page.Append("<ul class=\"tally\">");
        foreach (Verdict verdict in Enum.GetValues<Verdict>())
        {
            page.Append(CultureInfo.InvariantCulture, $"<li><b>{report.Goals.Count(goal => goal.Verdict == verdict)}</b> goals {Verdicts.TextOf(verdict)}</li>");
        }

        if (report.Baseline is not null)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li><b>{report.Changes.Count(static change => change.Outcome == Outcome.Worse)}</b> figures worse</li>");
            page.Append(CultureInfo.InvariantCulture, $"<li><b>{report.Changes.Count(static change => change.Outcome == Outcome.Better)}</b> figures better</li>");
        }

        page.Append("</ul>\n");
    }

    private static void WriteMachine(StringBuilder page, RunReport report)
    {
        HtmlTable table = new("Where and of what it was measured", "what", "");
        foreach ((string name, string value) in report.Facts())
        {
            table.Add(name, value);
        }

        page.Append("<details><summary>Where and of what it was measured</summary>\n").Append(table).Append("</details>\n");
    }

    private static void WriteGoals(StringBuilder page, RunReport report, Func<int> next)
    {
        page.Append("<h2 id=\"goals\">Goals</h2>\n<p>A goal is met when nine of ten rounds keep it, and missed when nine of ten do not. What lies between, or is noise, is inconclusive, which is not a pass. In C: what the bare calls of the system come to beside the same peer, which nobody can be much better than.</p>\n<div class=\"charts\">\n");
        foreach (string part in PartNames.All)
        {
            if (GoalCharts.Of(PartNames.TitleOf(part), report.Goals.Where(goal => goal.Goal.Part == part)) is { } chart)
            {
                page.Append(chart.Draw(next()));
            }
        }

        page.Append("</div>\n");
        foreach (IGrouping<string, JudgedGoal> part in report.Goals.GroupBy(static goal => goal.Goal.Part, StringComparer.Ordinal))
        {
            HtmlTable table = new(PartNames.TitleOf(part.Key), [.. GoalText.GoalColumns]);
            foreach (JudgedGoal goal in part)
            {
                table.AddWithClass(GoalText.ClassOf(goal.Verdict), GoalText.Row(goal));
            }

            page.Append(table);
        }
    }

    private static void WriteChanges(StringBuilder page, RunReport report)
    {
        if (report.Baseline is not { } baseline)
        {
            return;
        }

        page.Append("<h2 id=\"changes\">Changes since ").Append(ChartFrame.Encode(baseline.Name)).Append("</h2>\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"<p>Of {report.Changes.Count} figures that both runs have, {report.Changes.Count(static change => change.Outcome == Outcome.Same)} are the same within noise, and of {report.Changes.Count(static change => change.Outcome == Outcome.Inconclusive)} nothing can be said.</p>\n");
        HtmlTable table = new("What is better or worse by more than noise", [.. GoalText.ChangeColumns]);
        int told = 0;
        foreach (Change change in report.Told)
        {
            table.AddWithClass(GoalText.TextOf(change.Outcome), GoalText.Row(change));
            told++;
        }

        page.Append(told == 0 ? "<p>Nothing is better or worse by more than noise.</p>\n" : table);
    }

    private static void WritePart(StringBuilder page, PartResult part, Func<int> next)
    {
        page.Append("<h2 id=\"").Append(part.Part).Append("\">").Append(ChartFrame.Encode(PartNames.TitleOf(part.Part))).Append("</h2>\n");
        if (part.Notices.Count > 0)
        {
            page.Append("<ul>");
            foreach (string notice in part.Notices)
            {
                page.Append("<li>").Append(ChartFrame.Encode(notice)).Append("</li>\n");
            }

            page.Append("</ul>\n");
        }

        page.Append("<div class=\"charts\">\n");
        foreach (string chart in PartCharts.Of(part, next))
        {
            page.Append(chart);
        }

        page.Append("</div>\n");
        HtmlTable table = new(PartNames.TitleOf(part.Part), "case", "contestant", "what", "median", "beside", "ratio", "10th to 90th percentile");
        foreach (Figure figure in part.Figures.Where(static figure => figure.Rounds.Count > 0))
        {
            string[] row = FigureTable.Row(part, figure);
            table.Add([row[0], row[1], figure.Quantity, .. row[2..]]);
        }

        page.Append("<details><summary>All figures</summary>\n").Append(table).Append("</details>\n");
    }
}
