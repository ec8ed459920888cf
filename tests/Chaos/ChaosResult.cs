namespace MappingCache.Tests.Chaos;

/// <summary>What came of a run.</summary>
/// <param name="Wrong">What went wrong, in words.</param>
/// <param name="Tally">How the operations ended.</param>
/// <param name="Steps">How often each step of the writers was taken.</param>
/// <param name="Faults">Pages that could not be had, in this process.</param>
/// <param name="Statistics">The cache's.</param>
internal sealed record ChaosResult(IReadOnlyList<string> Wrong, ChaosTally Tally, IReadOnlyDictionary<ChaosStep, long> Steps, long Faults, CacheStatistics Statistics)
{
    public override string ToString() =>
        $"{Tally}writers: {string.Join(", ", Steps.Select(static step => $"{step.Key} {step.Value:N0}"))}\n" +
        $"cache: {Statistics.Hits:N0} hits, {Statistics.LightHits:N0} of them light, {Statistics.Misses:N0} misses, {Statistics.Copies:N0} copies, {Statistics.Evictions:N0} evictions, {Statistics.Waits:N0} waits; leases: {Statistics.FileLeasesBroken:N0} broken, {Statistics.FileLeasesRefused:N0} refused, {Statistics.WindowsSwapped:N0} windows swapped; {Faults:N0} faults\n" +
        (Wrong.Count == 0 ? "nothing wrong" : string.Join('\n', Wrong.Take(5)));
}
