using System.CommandLine;
using MappingCache.Harness.Data;
using MappingCache.Harness.Running;
using MappingCache.Micro;

namespace MappingCache.Harness;

/// <summary>The command <c>all</c>.</summary>
internal static class AllCommand
{
    public const string Name = "all";

    private static readonly Option<bool> s_quick = new("--quick")
    {
        Description = "Few rounds and cases, in less than four minutes on a machine that is left alone; not to be quoted.",
    };

    private static readonly Option<string?> s_only = new("--only")
    {
        Description = $"Only this part ({string.Join(", ", PartNames.All)}), or only races whose name holds this, such as hot, hit2-same, miss-64k or lease-break.",
        HelpName = "NAME",
    };

    private static readonly Option<string?> s_baseline = ReportCommands.BaselineOption();

    private static readonly Option<string?> s_results = new("--results")
    {
        Description = "The folder of the results. By default perf/results/<commit>, with --quick perf/results/<commit>-quick.",
        HelpName = "FOLDER",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Command command = new(Name, "Measures every part, each in a process of its own, in less than half an hour, and reports. What the machine does not have is left out, by name, with what would bring it.") { s_quick, s_only, s_baseline, s_results };
        command.SetAction(static result => HarnessCommand.Tell(() => Run(result)));
        return command;
    }

    private static int Run(ParseResult result)
    {
        if (BuildCheck.Refusal() is { } refusal)
        {
            HarnessCommand.Complain(refusal);
            return 1;
        }

        bool quick = result.GetValue(s_quick);
        Machine machine = Machine.Read(Tree.Root);
        string folder = result.GetValue(s_results) ?? Path.Combine(Tree.Root, "perf", "results", machine.Commit + (quick ? "-quick" : ""));
        AllRun run = new(folder, quick, result.GetValue(s_only));
        bool complete = run.Measure();
        int report = ReportCommands.Report(folder, result.GetValue(s_baseline));
        return complete ? report : 1;
    }
}
