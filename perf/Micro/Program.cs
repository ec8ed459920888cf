using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace MappingCache.Micro;

/// <summary>Measures the cache beside its floors.</summary>
internal static class Program
{
    private const int UsageError = 2;
    private const string RootMark = "MappingCache.sln";

    public static int Main(string[] args)
    {
        if (!MicroOptions.TryParse(args, out MicroOptions? options, out string error))
        {
            Console.Error.WriteLine(error);
            Console.Error.WriteLine("See --help.");
            return UsageError;
        }

        if (options.ShowHelp || options.List)
        {
            Console.WriteLine(options.ShowHelp ? MicroOptions.Help : string.Join('\n', WorkCatalog.Find(options.Only)));
            return 0;
        }

        if (BuildCheck.Refusal() is { } refusal)
        {
            Console.Error.WriteLine(refusal);
            return UsageError;
        }

        string root = FindRoot();
        Machine machine = Machine.Read(root);
        string results = Path.Combine(root, "perf", "results", machine.Commit);
        return options.Benchmarks ? RunBenchmarks(options, results) : RunRatios(options, machine, results);
    }

    private static int RunRatios(MicroOptions options, Machine machine, string results)
    {
        RatioPlan plan = options.Quick ? RatioPlan.Quick : RatioPlan.Full;
        RatioRunner runner = new(plan);
        List<RatioResult> measured = [];
        RatioReport.WriteHead(Console.Out);
        foreach (string name in WorkCatalog.Find(options.Only))
        {
            measured.Add(runner.Measure(name));
            RatioReport.WriteLine(Console.Out, measured[^1]);
        }

        // A run of less than everything must not take the place of a full one.
        string part = options.Only is null ? "" : $"-{string.Concat(options.Only.Where(static c => char.IsAsciiLetterOrDigit(c) || c == '-'))}";
        string path = Path.Combine(results, $"micro{(options.Quick ? "-quick" : "")}{part}.json");
        new RatioReport(machine, plan, measured).Save(path);
        Console.WriteLine($"Every round: {Path.GetRelativePath(Environment.CurrentDirectory, path)}{(machine.Dirty ? " (uncommitted changes)" : "")}");
        return 0;
    }

    private static int RunBenchmarks(MicroOptions options, string results)
    {
        string artifacts = Path.Combine(results, "bdn");
        Summary summary = BenchmarkRunner.Run<WorkBenchmarks>(new BenchmarkConfig(options.Only, artifacts));
        Console.WriteLine($"Tables and samples: {Path.GetRelativePath(Environment.CurrentDirectory, artifacts)}");
        return summary.HasCriticalValidationErrors || summary.Reports.Any(static report => !report.Success) ? 1 : 0;
    }

    // The program lies somewhere below the tree that it was built from, wherever it is started.
    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, RootMark)))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"No folder above the program holds {RootMark}.");
    }
}
