using System.Diagnostics;
using MappingCache.Harness.Parts;

namespace MappingCache.Harness.Http;

/// <summary>A server that runs, on a processor of its own.</summary>
internal sealed class HttpServerProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Takes over a process.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="process">The process.</param>
    /// <param name="address">Where it listens, with a slash at the end.</param>
    /// <param name="secureAddress">The same for TLS; null if it has none.</param>
    public HttpServerProcess(string name, Process process, Uri address, Uri? secureAddress = null) =>
        (Name, _process, Address, SecureAddress) = (name, process, address, secureAddress);

    public string Name { get; }

    public Uri Address { get; }

    /// <summary>Where it listens for TLS; null if it does not.</summary>
    public Uri? SecureAddress { get; }

    /// <summary>Processor time that it has had.</summary>
    public double CpuMicroseconds => ProcessClock.Microseconds(_process.Id);

    /// <summary>Starts a .NET program and reads the addresses that it prints, in the first line that holds one.</summary>
    /// <exception cref="HarnessException">It has ended without printing one.</exception>
    public static HttpServerProcess Announced(string name, string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo info = new(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };

        // Before it counts calls the JIT waits for a tenth of a second in which nothing is compiled, and under load no such
        // pause comes: with it the last tier took 12 s on the server's one processor, and takes 4 s without.
        info.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
        Process process = PinnedProcess.Start(PinnedProcess.Server, info);
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (Find(line, "http://") is { } address)
            {
                // It must not wait for somebody to read what else it prints.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new HttpServerProcess(name, process, address, Find(line, "https://"));
            }
        }

        process.WaitForExit();
        throw new HarnessException($"{name} has ended with {process.ExitCode} instead of serving.");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private static Uri? Find(string line, string scheme) =>
        Array.Find(line.Split(' '), word => word.StartsWith(scheme, StringComparison.Ordinal)) is { } word ? new Uri(word.TrimEnd('/') + "/") : null;
}
