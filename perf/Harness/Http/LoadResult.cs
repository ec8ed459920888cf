namespace MappingCache.Harness.Http;

/// <summary>What a load has seen of a server.</summary>
/// <param name="Requests">Responses that it got.</param>
/// <param name="RequestsPerSecond">The same in a second.</param>
/// <param name="P50Microseconds">The median of how long one took.</param>
/// <param name="P99Microseconds">The 99th percentile.</param>
internal readonly record struct LoadResult(long Requests, double RequestsPerSecond, double P50Microseconds, double P99Microseconds);
