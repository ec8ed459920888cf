namespace MappingCache.Harness.Senders;

/// <summary>How long single sends took.</summary>
/// <param name="P50Microseconds">The median.</param>
/// <param name="P99Microseconds">What 99 of 100 kept.</param>
internal readonly record struct Latency(double P50Microseconds, double P99Microseconds);
