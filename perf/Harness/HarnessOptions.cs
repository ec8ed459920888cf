using MappingCache.Harness.Receiving;
using MappingCache.Harness.Rounds;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Plan">How long to measure.</param>
/// <param name="Workloads">What is sent.</param>
/// <param name="Receiver">What the receiver does.</param>
/// <param name="Only">Who takes part; null for all.</param>
/// <param name="IsPart">Whether that is less than everything.</param>
/// <param name="Json">Where results go; null for where they always go.</param>
/// <param name="Deadline">When what is left is left out.</param>
internal sealed record HarnessOptions(
    Plan Plan, IReadOnlyList<Workload> Workloads, ReceiverMode Receiver, IReadOnlyList<string>? Only, bool IsPart, string? Json, Deadline Deadline)
{
    /// <summary>Whether a contestant takes part.</summary>
    public bool Wants(string contestant) => Only?.Contains(contestant, StringComparer.OrdinalIgnoreCase) ?? true;
}
