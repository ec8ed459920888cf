using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using Perfolizer.Horology;

namespace MappingCache.Micro;

/// <summary>How BenchmarkDotNet runs: short jobs, with allocations counted.</summary>
internal sealed class BenchmarkConfig : ManualConfig
{
    /// <summary>Makes a configuration.</summary>
    /// <param name="names">The benchmarks that are wanted.</param>
    /// <param name="artifacts">Where logs and results go.</param>
    public BenchmarkConfig(string[] names, string artifacts)
    {
        ArtifactsPath = artifacts;

        // No runtime and no toolchain are named. This version knows no moniker after net9.0, but for the runtime it is
        // running on it makes one from the version number, and what it then generates and builds runs. The toolchains
        // in this process would need no build, but all contenders would share one JIT profile.
        AddJob(Job.Default
            .WithLaunchCount(1)
            .WithWarmupCount(5)
            .WithIterationCount(10)
            .WithIterationTime(TimeInterval.FromMilliseconds(100)));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub, JsonExporter.Full);
        AddFilter(new SimpleFilter(benchmark => names.Contains(benchmark.Parameters[nameof(RaceBenchmarks.Name)])));
    }
}
