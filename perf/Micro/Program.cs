using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using MappingCache.Micro.Races;

namespace MappingCache.Micro;

/// <summary>Measures the cache beside its floors and its rivals.</summary>
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
            Console.WriteLine(options.ShowHelp ? MicroOptions.Help : string.Join('\n', RaceCatalog.Find(options.Only)));
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
        return options.Benchmarks ? RunBenchmarks(options, results) : RunRaces(options, machine, results);
    }

    private static int RunRaces(MicroOptions options, Machine machine, string results)
    {
        RacePlan plan = options.Quick ? RacePlan.Quick : RacePlan.Full;
        long start = Stopwatch.GetTimestamp();
        RaceRunner runner = new(plan);
        using (Race first = RaceCatalog.Create(RaceCatalog.First))
        {
            runner.Settle(first);
        }

        List<RaceResult> measured = [];
        List<string> notices = [];
        int failures = 0;
        foreach (string name in RaceCatalog.Find(options.Only))
        {
            if (Stopwatch.GetElapsedTime(start) >= options.Budget)
            {
                Note($"{name} was left out: the time was over.");
                continue;
            }

            if (TryMeasure(runner, plan, name, out RaceResult? result, out string? complaint))
            {
                measured.Add(result);
                RaceReport.Write(Console.Out, result);
            }
            else
            {
                failures++;
                Note($"{name} was not measured: {complaint}");
            }
        }

        if (measured.Count == 0)
        {
            return 1;
        }

        Musts.Write(Console.Out, measured);

        // A run of less than everything must not take the place of a full one.
        string part = options.Only is null ? "" : $"-{string.Concat(options.Only.Where(static c => char.IsAsciiLetterOrDigit(c) || c == '-'))}";
        string path = options.Json ?? Path.Combine(results, $"micro{(options.Quick ? "-quick" : "")}{part}.json");
        new RaceReport(machine, plan, notices, measured).Save(path);
        Console.WriteLine($"Every round: {Path.GetRelativePath(Environment.CurrentDirectory, path)}{(machine.Dirty ? " (uncommitted changes)" : "")}");
        return failures == 0 ? 0 : 1;

        void Note(string notice)
        {
            notices.Add(notice);
            Console.Error.WriteLine(notice);
        }
    }

    private static bool TryMeasure(
        RaceRunner runner, RacePlan plan, string name, [NotNullWhen(true)] out RaceResult? result, [NotNullWhen(false)] out string? complaint)
    {
        result = null;
        if (name == LeaseBreaks.Name)
        {
            complaint = new LeaseBreaks(plan).Measure(out RaceResult breaks);
            result = complaint is null ? breaks : null;
            return complaint is null;
        }

        Race race;
        try
        {
            race = RaceCatalog.Create(name);
        }
        catch (ArgumentException refused)
        {
            // The machine does not allow that many windows; the message says what would help.
            complaint = refused.Message;
            return false;
        }

        using (race)
        {
            RaceResult measured = runner.Measure(name, race);
            complaint = race.Complaint();
            result = complaint is null ? measured : null;
            return complaint is null;
        }
    }

    private static int RunBenchmarks(MicroOptions options, string results)
    {
        string[] names = RaceBenchmarks.Find(options.Only);
        if (names.Length == 0)
        {
            Console.WriteLine($"None of the benchmarks is of a race whose name contains '{options.Only}'.");
            return 0;
        }

        string artifacts = Path.Combine(results, "bdn");
        Summary summary = BenchmarkRunner.Run<RaceBenchmarks>(new BenchmarkConfig(names, artifacts));
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
