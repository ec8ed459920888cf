using System.Diagnostics;
using System.Globalization;

namespace MappingCache.Tests.Chaos;

/// <summary>A writer that is a process of its own: a test of this program, run by it once more. It ends when its input does, so also when whoever has started it dies.</summary>
internal sealed class WriterProcess : IDisposable
{
    private const string Variable = "MAPPINGCACHE_TESTS_CHAOS_WRITER";
    private const char Separator = '|';

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Task<string> _output;

    private WriterProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Starts one.</summary>
    public static WriterProcess Start(ChaosFiles files, int own, int every, ChaosOptions options)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, ["--filter", $"Name={nameof(ChaosWriterTests.Writes_what_its_history_says)}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[Variable] = string.Create(
            CultureInfo.InvariantCulture,
            $"{files.Root}{Separator}{files.Count}{Separator}{own}{Separator}{every}{Separator}{options.Mode.Cuts}{Separator}{options.Seed + own}{Separator}{options.LongestPause}");
        return new WriterProcess(Process.Start(start)!);
    }

    /// <summary>Does what this process was started for, if it is one.</summary>
    /// <returns>Whether it is.</returns>
    public static bool TryRun()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(Separator) is not [var root, var count, var own, var every, var cuts, var seed, var pause])
        {
            return false;
        }

        using CancellationTokenSource end = new();
        Task reading = Task.Run(() =>
        {
            _ = Console.In.Read();
            end.Cancel();
        });
        using ChaosFiles files = ChaosFiles.Share(root, Number(count));
        ChaosWriter writer = new(files, Number(own), Number(every), Enum.Parse<ChaosCuts>(cuts), Number(seed));
        writer.MakeAll();
        writer.Run(TimeSpan.Parse(pause, CultureInfo.InvariantCulture), end.Token);
        reading.GetAwaiter().GetResult();
        return true;
    }

    /// <summary>Ends it.</summary>
    /// <returns>What was wrong with it; null if nothing was.</returns>
    public async Task<string?> EndAsync()
    {
        _process.StandardInput.Close();
        using CancellationTokenSource patience = new(s_patience);
        await _process.WaitForExitAsync(patience.Token);
        string output = await _output;
        return _process.ExitCode == 0 ? null : $"the writer ended with {_process.ExitCode}: {output}";
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
