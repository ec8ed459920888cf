using System.CommandLine;
using MappingCache.Harness.Data;
using MappingCache.Harness.Parts;
using MappingCache.Micro;

namespace MappingCache.Harness;

/// <summary>The commands of the parts that this program measures itself, one for each.</summary>
internal static class PartCommand
{
    private static readonly Option<bool> s_quick = new("--quick")
    {
        Description = "Few rounds, few cases and a short warm-up; not to be quoted.",
    };

    private static readonly Option<string?> s_json = new("--json")
    {
        Description = "Writes the results here instead of into perf/results/<commit>/.",
        HelpName = "PATH",
    };

    private static readonly Option<int?> s_budget = BudgetOption();

    /// <summary>Makes the option that limits a part's time.</summary>
    public static Option<int?> BudgetOption() => new("--budget")
    {
        Description = "Leaves out, by name, what was not begun after so many seconds.",
        HelpName = "SECONDS",
    };

    /// <summary>Makes the commands.</summary>
    public static IEnumerable<Command> Create() => [.. PartCatalog.All.Select(Create), .. PartCatalog.Helpers()];

    private static Command Create(IPart part)
    {
        Command command = new(part.Name, part.Description) { s_quick, s_json, s_budget };
        command.SetAction(result => HarnessCommand.Tell(() => Measure(part, result.GetValue(s_quick), result.GetValue(s_json), Deadline.In(result.GetValue(s_budget)))));
        return command;
    }

    private static int Measure(IPart part, bool quick, string? json, Deadline deadline)
    {
        if (BuildCheck.Refusal() is { } refusal)
        {
            HarnessCommand.Complain(refusal);
            return 1;
        }

        if (part.Refusal() is { } reason)
        {
            HarnessCommand.Complain($"{part.Name} is left out: {reason}.");
            return 1;
        }

        Machine machine = Machine.Read(Tree.Root);
        PartLog log = new(deadline);
        part.Measure(log, quick);
        string path = json ?? ResultFolder.FileOf(Tree.ResultsOf(machine.Commit + (quick ? "-quick" : "")), part.Name);
        PartResult result = new(part.Name, machine, quick ? "quick" : "full", Math.Round(deadline.Elapsed.TotalSeconds), log.Notices, log.Figures);
        ResultFolder.Save(result, path);
        Console.WriteLine($"Every round: {path}{(machine.Dirty ? " (uncommitted changes)" : "")}");
        return log.Figures.Count > 0 ? 0 : 1;
    }
}
