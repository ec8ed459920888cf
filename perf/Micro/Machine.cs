using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace MappingCache.Micro;

/// <summary>What a figure depends on besides the code that was measured.</summary>
/// <param name="Commit">The commit that was checked out.</param>
/// <param name="Dirty">Whether files differed from it; true if that could not be found out.</param>
/// <param name="Cpu">The processor's model.</param>
/// <param name="Processors">How many of them this process may use.</param>
/// <param name="Kernel">The kernel's release.</param>
/// <param name="Sdk">The SDK that built it.</param>
/// <param name="Runtime">The runtime it ran on.</param>
/// <param name="Jit">Environment variables that make the JIT or the collector work differently from their defaults.</param>
/// <param name="Load">The system's load averages at the start: what else was going on.</param>
/// <param name="Date">When it was started.</param>
/// <param name="Build">What of the cache was built otherwise than usual, on purpose; null where an older program wrote it down.</param>
internal sealed record Machine(
    string Commit,
    bool Dirty,
    string Cpu,
    int Processors,
    string Kernel,
    string Sdk,
    string Runtime,
    IReadOnlyList<string> Jit,
    string Load,
    string Date,
    IReadOnlyList<string>? Build = null)
{
    // What Core/MappingCache.Core.csproj writes into the library that is slower on purpose.
    private const string BuildMark = "Build";

    private static readonly string[] s_jitPrefixes = ["DOTNET_Tiered", "DOTNET_TC_", "DOTNET_OSR", "DOTNET_ReadyToRun", "DOTNET_gc", "DOTNET_GC", "DOTNET_Enable"];

    /// <summary>Looks at the machine and at the working tree.</summary>
    /// <param name="root">The working tree's folder.</param>
    public static Machine Read(string root)
    {
        string? changes = Tool.Ask(root, "git", "status", "--porcelain");
        return new Machine(
            Tool.Ask(root, "git", "rev-parse", "--short=12", "HEAD") ?? "unknown",
            changes is null or not "",
            ReadCpu(),
            Environment.ProcessorCount,
            ReadLine("/proc/sys/kernel/osrelease"),
            Tool.Ask(root, "dotnet", "--version") ?? "unknown",
            RuntimeInformation.FrameworkDescription,
            JitSettings(),
            ReadLine("/proc/loadavg"),
            TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            [.. typeof(WindowCache).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Where(static mark => mark.Key == BuildMark).Select(static mark => mark.Value ?? "")]);
    }

    private static string ReadCpu() =>
        ReadLines("/proc/cpuinfo")
            .FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?
            .Split(':', 2)[^1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string ReadLine(string path) => ReadLines(path).FirstOrDefault() ?? RuntimeInformation.OSDescription;

    // Other systems than Linux tell nothing there.
    private static string[] ReadLines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];

    private static string[] JitSettings() =>
    [
        .. Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(static name => s_jitPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            .Select(static name => $"{name}={Environment.GetEnvironmentVariable(name)}")
            .Order(StringComparer.Ordinal),
    ];
}
