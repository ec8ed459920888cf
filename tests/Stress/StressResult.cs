namespace MappingCache.Tests.Stress;

/// <summary>What came of a stress run.</summary>
internal sealed record StressResult(IReadOnlyList<string> Wrong, CacheStatistics Statistics, long Acquired, TimeSpan Elapsed)
{
    public override string ToString() =>
        $"{Acquired:N0} windows in {Elapsed.TotalSeconds:F1} s: {Statistics.Hits:N0} hits, {Statistics.Misses:N0} misses, {Statistics.Evictions:N0} evictions, {Statistics.Waits:N0} waits ({Statistics.WaitTime.TotalSeconds:F1} s), {Statistics.Refusals:N0} refusals; {(Wrong.Count == 0 ? "nothing wrong" : string.Join("; ", Wrong.Take(3)))}";
}
