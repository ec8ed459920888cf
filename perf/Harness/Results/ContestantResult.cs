using MappingCache.Harness.Rounds;
using MappingCache.Harness.Senders;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Results;

/// <summary>What was measured of one contestant; each list has a figure for each round.</summary>
/// <param name="Name">Who.</param>
/// <param name="Sends">Sends in each turn.</param>
/// <param name="CpuMicroseconds">Processor time of the sending process for each send.</param>
/// <param name="WallMicroseconds">Time for each send.</param>
/// <param name="AllocatedBytes">Managed memory allocated for each send; empty where there is none.</param>
/// <param name="Collections">Collections of generation 0 and above in the whole turn; empty where there are none.</param>
/// <param name="P50Microseconds">The median of how long a send takes, in the rounds in which each was timed.</param>
/// <param name="P99Microseconds">The 99th percentile of it.</param>
internal sealed record ContestantResult(
    string Name,
    int Sends,
    IReadOnlyList<double> CpuMicroseconds,
    IReadOnlyList<double> WallMicroseconds,
    IReadOnlyList<double> AllocatedBytes,
    IReadOnlyList<double> Collections,
    IReadOnlyList<double> P50Microseconds,
    IReadOnlyList<double> P99Microseconds)
{
    public Spread Cpu { get; } = Spread.Of(CpuMicroseconds);

    public Spread Wall { get; } = Spread.Of(WallMicroseconds);

    public double SendsPerSecond => 1e6 / Wall.Median;

    /// <summary>Sums up what was measured.</summary>
    public static ContestantResult Of(Entry entry)
    {
        List<Turn> turns = entry.Turns;
        return new ContestantResult(
            entry.Name,
            entry.Sends,
            [.. turns.Select(static turn => turn.CpuMicroseconds / turn.Sends)],
            [.. turns.Select(static turn => turn.WallMicroseconds / turn.Sends)],
            [.. turns.Where(static turn => turn.AllocatedBytes is not null).Select(static turn => (double)turn.AllocatedBytes!.Value / turn.Sends)],
            [.. turns.Where(static turn => turn.Collections is not null).Select(static turn => (double)turn.Collections!.Value)],
            [.. entry.Latencies.Select(static latency => latency.P50Microseconds)],
            [.. entry.Latencies.Select(static latency => latency.P99Microseconds)]);
    }
}
