using MappingCache.HitRatio.Policies;

namespace MappingCache.HitRatio.Worst;

/// <summary>What one request pays, at worst, when it has to choose what makes room.</summary>
/// <param name="Eviction">How the cache evicts.</param>
/// <param name="Case">What the cache was brought into before each request.</param>
/// <param name="Slots">The cache's slots.</param>
/// <param name="Looks">Most slots that a request has looked at.</param>
/// <param name="MedianMicroseconds">How long the whole request took, with no system to map anything; the median of all; null if it was not measured.</param>
/// <param name="P90Microseconds">Nine in ten took no longer; null likewise.</param>
/// <param name="MaxMicroseconds">The longest of all, which on a shared machine is what others took of it; null likewise.</param>
/// <param name="Runs">How many requests there were.</param>
internal sealed record WorstCase(string Eviction, string Case, int Slots, long Looks, double? MedianMicroseconds, double? P90Microseconds, double? MaxMicroseconds, int Runs)
{
    /// <summary>The longest sweep of a walk through a trace: not the worst that can be, but the worst that came about.</summary>
    public static WorstCase Seen(string eviction, Comparison comparison, Sweeps sweeps) =>
        new(eviction, $"seen on {comparison.Trace}", comparison.Slots, sweeps.Longest, MedianMicroseconds: null, P90Microseconds: null, MaxMicroseconds: null, comparison.Requests);
}
