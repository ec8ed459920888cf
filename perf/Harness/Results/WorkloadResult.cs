using MappingCache.Harness.Rounds;
using MappingCache.Harness.Workloads;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Results;

/// <summary>What was measured with one workload.</summary>
/// <param name="Workload">What was sent.</param>
/// <param name="Pinned">Whether sender and receiver had a processor each. Else the system was free to put them.</param>
/// <param name="CompiledMethods">Methods that the JIT compiled while it was measured. A few belong to nothing that was measured; many mean that the warm-up was too short.</param>
/// <param name="Contestants">Who has come to the end.</param>
/// <param name="Ratios">The processor time of each beside that of each other.</param>
/// <param name="Failures">Who has not come to the end, and why.</param>
internal sealed record WorkloadResult(
    Workload Workload,
    bool Pinned,
    long CompiledMethods,
    IReadOnlyList<ContestantResult> Contestants,
    IReadOnlyList<PairResult> Ratios,
    IReadOnlyDictionary<string, string> Failures)
{
    /// <summary>Sums up what was measured.</summary>
    public static WorkloadResult Of(Workload workload, bool pinned, long compiledMethods, IReadOnlyList<Entry> entries)
    {
        ContestantResult[] results = [.. entries.Where(static entry => entry.Failure is null).Select(ContestantResult.Of)];
        PairResult[] ratios =
        [
            .. results.SelectMany(over => results.Where(under => under != over).Select(under => new PairResult(over.Name, under.Name, Ratio(over, under)))),
        ];
        Dictionary<string, string> failures = entries.Where(static entry => entry.Failure is not null)
            .ToDictionary(static entry => entry.Name, static entry => entry.Failure!, StringComparer.Ordinal);
        return new WorkloadResult(workload, pinned, compiledMethods, results, ratios, failures);
    }

    public ContestantResult? Find(string name) => Contestants.FirstOrDefault(contestant => contestant.Name == name);

    /// <summary>The ratio of the processor times of two; null if one of them has not come to the end.</summary>
    public Spread? RatioOf(string over, string under) =>
        Ratios.FirstOrDefault(pair => pair.Over == over && pair.Under == under)?.Ratio;

    private static Spread Ratio(ContestantResult over, ContestantResult under) => Spread.OfRatios(over.CpuMicroseconds, under.CpuMicroseconds);
}
