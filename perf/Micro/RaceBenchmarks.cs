using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using MappingCache.Micro.Races;

namespace MappingCache.Micro;

/// <summary>Some contenders as BenchmarkDotNet sees them, each in a process of its own and on one thread: to confirm what the races say of times, and what they say of allocations.</summary>
public class RaceBenchmarks
{
    // One for all, since it has to be a constant: 10 µs of hits, 10 ms of remaps.
    private const int Operations = 1024;

    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(1);

    private Race? _race;
    private Walker? _walker;

    public static IEnumerable<string> Names =>
    [
        "hit-64/floor", "hit-64/shared", "hit-64/light", "hit-64/light-reader", "hit-64/async", "hit-64/memory", "hit-64/dictionary",
        "miss-64k-clock/floor", "miss-64k-clock/remap", "miss-64k-lru/remap",
    ];

    /// <summary>The names that someone means by a part of them; all for null.</summary>
    public static string[] Find(string? part) =>
        [.. Names.Where(name => part is null || name.Contains(part, StringComparison.OrdinalIgnoreCase))];

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        string[] parts = Name.Split('/');
        _race = RaceCatalog.Create(parts[0]);
        _walker = _race.Contenders.Single(contender => contender.Name == parts[1]).Walkers[0];

        // BenchmarkDotNet chooses its counts by the first runs, and its short warm-up ends before the JIT's last tier.
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_settling)
        {
            Walk();
        }
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        string? complaint = _race!.Complaint();
        _race.Dispose();
        if (complaint is not null)
        {
            throw new InvalidOperationException(complaint);
        }
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Walk() => _walker!.Walk(Operations);
}
