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
    public HttpServerProcess(string name, Process process, Uri address) => (Name, _process, Address) = (name, process, address);

    public string Name { get; }

    public Uri Address { get; }

    /// <summary>Processor time that it has had.</summary>
    public double CpuMicroseconds => ProcessClock.Microseconds(_process.Id);

    /// <summary>Starts a program and reads the address that it prints, the first word of its output that is one.</summary>
    /// <exception cref="HarnessException">It has ended without printing one.</exception>
    public static HttpServerProcess Announced(string name, string program, params IEnumerable<string> arguments)
    {
        Process process = PinnedProcess.Start(PinnedProcess.Server, new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true });
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.Split(' ').FirstOrDefault(static word => word.StartsWith("http://", StringComparison.Ordinal)) is { } address)
            {
                // It must not wait for somebody to read what else it prints.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new HttpServerProcess(name, process, new Uri(address.EndsWith('/') ? address : address + "/"));
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
}
