using System.Globalization;
using MappingCache.AspNetCore;

namespace MappingCache.Cli;

/// <summary>Puts the figures of a cache and its server into words.</summary>
internal static class ServeFigures
{
    /// <summary>Names and values, in the order they are shown.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(CacheStatistics cache, ServedTraffic traffic) =>
    [
        ("requests", Count(traffic.Requests)),
        ("bytes served", Count(traffic.Bytes)),
        ("slots", Text($"{cache.SlotsInUse:N0} in use, {cache.PeakSlotsInUse:N0} at peak, {cache.SlotsTaken:N0} taken, {cache.SlotCount:N0} at most")),
        ("resident windows", Text($"{cache.ResidentWindows:N0} ({cache.BytesMapped:N0} bytes mapped)")),
        ("files", Count(cache.Files)),
        ("hits", Text($"{cache.Hits:N0} ({cache.HitRatio * 100:0.0} %)")),
        ("misses", Count(cache.Misses)),
        ("evictions", Count(cache.Evictions)),
        ("remaps", Count(cache.Remaps)),
        ("waits", Text($"{cache.Waits:N0} ({cache.WaitTime.TotalMilliseconds:N1} ms)")),
        ("refusals", Count(cache.Refusals)),
        ("failures", Count(cache.Failures)),
    ];

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
