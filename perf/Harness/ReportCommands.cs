using System.CommandLine;
using MappingCache.Harness.Data;
using MappingCache.Harness.Judging;
using MappingCache.Harness.Reporting;

namespace MappingCache.Harness;

/// <summary>The commands that make something of results: <c>report</c>, <c>compare</c> and <c>readme</c>.</summary>
internal static class ReportCommands
{
    private static readonly Argument<string> s_run = new("RESULT")
    {
        Description = "A run: its folder, or the name of one in perf/results.",
    };

    private static readonly Option<string?> s_baseline = BaselineOption();

    private static readonly Argument<string> s_before = new("BASELINE")
    {
        Description = "The run that it is compared with.",
    };

    private static readonly Option<bool> s_check = new("--check")
    {
        Description = "Writes nothing; fails if the README says something else than the result.",
    };

    /// <summary>Makes the option that names another run.</summary>
    public static Option<string?> BaselineOption() => new("--baseline")
    {
        Description = "Another run to compare with: its folder, or the name of one in perf/results.",
        HelpName = "RESULT",
    };

    /// <summary>Makes the commands.</summary>
    public static IEnumerable<Command> Create()
    {
        Command report = new("report", "Writes report.html and report.md into the folder of a run.") { s_run, s_baseline };
        report.SetAction(static result => HarnessCommand.Tell(() => Report(result.GetRequiredValue(s_run), result.GetValue(s_baseline))));
        Command compare = new("compare", "Says what is better or worse than in another run by more than noise. Fails if anything is worse.") { s_before, s_run };
        compare.SetAction(static result => HarnessCommand.Tell(() => Compare(Load(result.GetRequiredValue(s_before)), Load(result.GetRequiredValue(s_run)))));
        Command readme = new("readme", "Writes the README's table from a run.") { s_run, s_check };
        readme.SetAction(static result => HarnessCommand.Tell(() => ReadmeBlock.Update(Path.Combine(Tree.Root, ReadmeBlock.File), Load(result.GetRequiredValue(s_run)), result.GetValue(s_check))));
        return [report, compare, readme];
    }

    /// <summary>Writes both forms of a report, and says where.</summary>
    public static int Report(string run, string? baseline)
    {
        RunReport report = RunReport.Of(Load(run), baseline is null ? null : Load(baseline));
        string folder = Tree.ResultsOf(run);
        string page = Path.Combine(folder, "report.html");
        File.WriteAllText(page, HtmlReport.Of(report));
        File.WriteAllText(Path.Combine(folder, "report.md"), MarkdownReport.Of(report));
        Views.ShowTally(report);
        Console.WriteLine($"Report: {Path.GetRelativePath(Environment.CurrentDirectory, page)}");
        return 0;
    }

    private static int Compare(RunResult before, RunResult now)
    {
        RunReport report = RunReport.Of(now, before);
        Views.ShowChanges(report);
        return report.Changes.Any(static change => change.Outcome == Outcome.Worse) ? 1 : 0;
    }

    private static RunResult Load(string run) => ResultFolder.Load(Tree.ResultsOf(run));
}
