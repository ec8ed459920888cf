using MappingCache.Harness.Contestants;
using MappingCache.Harness.Receiving;
using MappingCache.Harness.Results;
using MappingCache.Harness.Rounds;
using MappingCache.Harness.Senders;
using MappingCache.Harness.Workloads;
using MappingCache.Micro;

namespace MappingCache.Harness;

/// <summary>A run from its first warm-up to its report.</summary>
internal static class HarnessRun
{
    private const string Source = "send.c";

    /// <summary>Measures, shows, and writes down.</summary>
    /// <returns>The exit code: 0 when all was measured.</returns>
    public static int Run(HarnessOptions options)
    {
        if (options.Workloads.Count == 0)
        {
            throw new HarnessException("There is nothing to send: the files would be too large for so many of them.");
        }

        string root = Tree.Root;
        Machine machine = Machine.Read(root);
        List<string> notices = [.. MachineNotices()];
        using NativeProgram? program = Compile(options, notices);
        Lineup lineup = new(options.Wants, program);
        notices.AddRange(lineup.Notices);
        notices.ForEach(Console.Error.WriteLine);
        TimeSpan warmUp = options.Plan.FirstWarmUp;
        List<WorkloadResult> results = [];
        int failures = 0;
        foreach (Workload workload in options.Workloads)
        {
            if (options.Deadline.IsOver)
            {
                notices.Add($"{workload.Name} was left out: the time was over.");
                continue;
            }

            try
            {
                using WorkloadRun run = new(options.Plan, workload, options.Receiver, lineup.Enter());
                run.Start();
                run.WarmUp(warmUp);
                warmUp = options.Plan.WarmUp;
                WorkloadResult result = run.Measure();
                results.Add(result);
                failures += result.Failures.Count;
                Views.Show(result);
            }
            catch (Exception failure) when (failure is HarnessException or IOException)
            {
                failures++;
                notices.Add($"{workload.Name} was not measured: {failure.Message}");
                Console.Error.WriteLine(notices[^1]);
            }
        }

        IReadOnlyList<GoalResult> goals = Goals.Judge(results);
        if (goals.Count > 0)
        {
            Views.Show(goals);
        }

        string path = options.Json ?? Path.Combine(root, "perf", "results", machine.Commit, FileName(options));
        new SendReport(machine, options.Plan, options.Receiver, notices, results, goals).Save(path);
        Console.WriteLine($"Every round: {Path.GetRelativePath(Environment.CurrentDirectory, path)}{(machine.Dirty ? " (uncommitted changes)" : "")}");
        return failures == 0 ? 0 : 1;
    }

    private static IEnumerable<string> MachineNotices()
    {
        if (Environment.ProcessorCount < 2)
        {
            yield return "There is one processor only: sender and receiver take turns on it.";
        }

        if (!OperatingSystem.IsLinux())
        {
            yield return "Sender and receiver are on any processor, the receiver copies what it gets, the C programs take no part, and files that are many or cold are left out: the rest is Linux's.";
        }
    }

    private static NativeProgram? Compile(HarnessOptions options, List<string> notices)
    {
        if (!OperatingSystem.IsLinux() || !ContestantCatalog.Native.Keys.Any(options.Wants))
        {
            return null;
        }

        if (!NativeProgram.TryCompile(Source, out NativeProgram? program, out string? notice))
        {
            notices.Add(notice);
        }

        return program;
    }

    private static string FileName(HarnessOptions options) =>
        $"send{(options.Receiver == ReceiverMode.Discard ? "" : "-copy")}{(options.IsPart ? "-part" : "")}.json";
}
