using System.Diagnostics;
using System.Globalization;

namespace MappingCache.Harness.Http;

/// <summary>The load: <c>wrk</c> with one thread and sixteen connections, on a processor of its own.</summary>
internal static class Wrk
{
    private const string Program = "wrk";
    private const string Connections = "16";

    // The longer ones first: those of a thousandth and less end with the letter of seconds.
    private static readonly (string Unit, double Microseconds)[] s_units = [("us", 1), ("ms", 1e3), ("s", 1e6), ("m", 60e6)];

    /// <summary>Why there is no load, and what would help; null if there is.</summary>
    public static string? Refusal() =>
        Environment.GetEnvironmentVariable("PATH")?.Split(':').Any(static folder => File.Exists(Path.Combine(folder, Program))) == true
            ? null
            : "there is no wrk, which makes the load: apt-get install wrk";

    /// <summary>Loads a server.</summary>
    /// <param name="address">What is asked for, unless a script says otherwise.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="script">A script of requests; null for none.</param>
    /// <exception cref="HarnessException">A response was wrong, or a connection broke.</exception>
    public static LoadResult Run(Uri address, int seconds, string? script)
    {
        string[] arguments = ["-t1", $"-c{Connections}", $"-d{seconds.ToString(CultureInfo.InvariantCulture)}s", "--latency", .. script is null ? (string[])[] : ["-s", script], address.AbsoluteUri];
        using Process process = PinnedProcess.Start(PinnedProcess.Load, new ProcessStartInfo(Program, arguments) { UseShellExecute = false, RedirectStandardOutput = true });
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0 || output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
        {
            throw new HarnessException($"{address}: wrk says {output.Trim()}");
        }

        return Parse(output);
    }

    /// <summary>Reads what it prints.</summary>
    /// <exception cref="HarnessException">It is something else.</exception>
    public static LoadResult Parse(string output)
    {
        string[][] lines = [.. output.Split('\n').Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        return new LoadResult(
            long.Parse(Find(static line => line is [_, "requests", "in", ..])[0], CultureInfo.InvariantCulture),
            double.Parse(Find(static line => line is ["Requests/sec:", _])[1], CultureInfo.InvariantCulture),
            Microseconds(Find(static line => line is ["50%", _])[1]),
            Microseconds(Find(static line => line is ["99%", _])[1]));

        string[] Find(Predicate<string[]> which) => Array.Find(lines, which) ?? throw new HarnessException($"wrk says {output.Trim()}");
    }

    private static double Microseconds(string time)
    {
        (string unit, double each) = Array.Find(s_units, unit => time.EndsWith(unit.Unit, StringComparison.Ordinal));
        return unit is not null && double.TryParse(time[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
            ? count * each
            : throw new HarnessException($"wrk's latency is '{time}', which is no time.");
    }
}
