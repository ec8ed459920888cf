using System.Diagnostics;
using MappingCache.Harness.Data;

namespace MappingCache.Harness.Running;

/// <summary>Runs the parts one after the other, each in a process of its own: so no part's windows, threads and compiled code are there while another one is measured.</summary>
internal sealed class AllRun
{
    // A part that has not ended by itself so long after its time is ended.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly bool _quick;
    private readonly IReadOnlyList<PartStep> _steps;

    /// <summary>Decides what is run.</summary>
    /// <param name="folder">Where results go.</param>
    /// <param name="quick">Whether few rounds will do.</param>
    /// <param name="only">A part, or a part of the names of races; null for all.</param>
    public AllRun(string folder, bool quick, string? only)
    {
        _folder = Path.GetFullPath(folder);
        _quick = quick;
        bool isPart = only is null || PartNames.All.Contains(only, StringComparer.OrdinalIgnoreCase);
        string? part = isPart ? only : PartNames.Micro;
        _steps = [.. PartSteps.All(isPart ? null : only).Where(step => part is null || step.Part.Equals(part, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>Measures.</summary>
    /// <returns>Whether every part that can run here has been measured.</returns>
    public bool Measure()
    {
        _ = Directory.CreateDirectory(_folder);
        bool complete = true;
        long start = Stopwatch.GetTimestamp();
        foreach (PartStep step in _steps)
        {
            if (step.Refusal?.Invoke() is { } refusal)
            {
                Console.WriteLine($"== {step.Part} is left out: {refusal}");
                continue;
            }

            Console.WriteLine($"== {step.Part}: {PartNames.TitleOf(step.Part)} (at most {step.SecondsFor(_quick)} s)");
            complete &= Run(step);
        }

        Console.WriteLine($"== {_steps.Count} parts in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        return complete;
    }

    private bool Run(PartStep step)
    {
        string json = ResultFolder.FileOf(_folder, step.Part);

        // Or else a part that fails would leave an older run's figures in its place.
        File.Delete(json);
        int seconds = step.SecondsFor(_quick);
        IReadOnlyList<string> command = step.Command(json, _quick, seconds);
        ProcessStartInfo start = new(command[0], command.Skip(1)) { UseShellExecute = false };
        if (_quick)
        {
            // The JIT compiles for good what has been called often enough, but not while it still meets new methods, which is for
            // seconds. A quick run has no seconds; everybody who is compiled has this.
            start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
        }

        using Process process = Process.Start(start)!;
        if (!process.WaitForExit(TimeSpan.FromSeconds(seconds) + s_patience))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            HarnessCommand.Complain($"{step.Part} was ended: it took much longer than {seconds} seconds.");
            return false;
        }

        if (process.ExitCode != 0)
        {
            HarnessCommand.Complain($"{step.Part} ended with {process.ExitCode}.");
        }

        return process.ExitCode == 0;
    }
}
