using System.Diagnostics;
using BenchmarkDotNet.Attributes;

namespace MappingCache.Micro;

/// <summary>The works as BenchmarkDotNet sees them: one process each, the floor as baseline.</summary>
public class WorkBenchmarks
{
    // One for all works, since it has to be a constant: 20 µs of hits, 5 ms of misses.
    private const int Operations = 1024;

    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(2);

    private Work? _work;

    public static IEnumerable<string> Names => WorkCatalog.Names;

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        _work = WorkCatalog.Create(Name);

        // BenchmarkDotNet chooses its counts by the first runs, and its short warm-up ends before the JIT's last tier.
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_settling)
        {
            Ours();
            Floor();
        }
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _work!.Check();
        _work.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public void Floor() => _work!.Floor(Operations);

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Ours() => _work!.Ours(Operations);
}
