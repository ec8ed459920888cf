using System.Diagnostics;
using Mono.Unix.Native;

namespace MappingCache.Tests.Chaos;

/// <summary>The command <c>serve</c>, as a process. One that root starts may not read what its owner may not, so that files can be forbidden to it.</summary>
internal sealed class ServeProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ServeProcess(Process process, Task<string> errors, string address)
    {
        _process = process;
        _errors = errors;
        Client = new HttpClient { BaseAddress = new Uri(address) };
    }

    /// <summary>Asks it.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts it.</summary>
    public static async Task<ServeProcess> StartAsync(string folder, ChaosOptions options)
    {
        string[] command = [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Path.Combine(AppContext.BaseDirectory, "mapping-cache.dll"), "serve", folder, "--port", "0", "--slots", $"{options.Slots}", "--window", $"{ChaosOptions.WindowSize}", .. options.Mode.ServeOptions];
        string[] within = Syscall.geteuid() == 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", .. command] : command;
        ProcessStartInfo start = new("env", ["--default-signal=INT", .. within])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource patience = new(s_patience);
        string? line = await process.StandardOutput.ReadLineAsync(patience.Token);
        return line is not null && line.IndexOf("http://", StringComparison.Ordinal) is > 0 and var at
            ? new ServeProcess(process, errors, line[at..])
            : throw new InvalidOperationException($"serve did not start: {line}{await errors}");
    }

    /// <summary>Ends it, as Ctrl-C does.</summary>
    /// <returns>What was wrong with it; null if nothing was.</returns>
    public async Task<string?> EndAsync()
    {
        Client.Dispose();
        _ = Syscall.kill(_process.Id, Signum.SIGINT);
        using CancellationTokenSource patience = new(s_patience);
        string output = await _process.StandardOutput.ReadToEndAsync(patience.Token);
        await _process.WaitForExitAsync(patience.Token);
        string errors = await _errors;
        return _process.ExitCode == 0 && output.EndsWith("audit: clean\n", StringComparison.Ordinal) && errors.Length == 0
            ? null
            : $"serve ended with {_process.ExitCode}: {output}{errors}";
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
