using System.Globalization;
using NUnit.Framework;

namespace MappingCache.Tests.Schedules;

/// <summary>Strict LRU on recorded traces, beside the plainest one: every request must be the same hit or miss, and evict the same window.</summary>
public sealed class TraceTests
{
    private static readonly Trace[] s_traces =
    [
        new("OLTP.lis.zst", Fold: 8),
        new("P6.lis.zst", Fold: 128),
        new("cloudPhysicsIO.oracleGeneral.bin", Fold: 128),
        new("web07.trace.xz", Fold: 1),
    ];

    private static IEnumerable<TestCaseData> Cases() =>
        from trace in s_traces
        from slots in (int[])[100, 2000]
        select new TestCaseData(trace, slots).SetArgDisplayNames(trace.FileName, slots.ToString(CultureInfo.InvariantCulture));

    [TestCaseSource(nameof(Cases))]
    public void A_reference_whose_hits_do_not_count_is_caught(object trace, int slots) =>
        Assert.That(FirstDifference((Trace)trace, slots, isFifo: true), Is.Not.Null);

    [TestCaseSource(nameof(Cases))]
    public void Strict_lru_decides_as_the_reference_does_on_every_request(object trace, int slots) =>
        Assert.That(FirstDifference((Trace)trace, slots), Is.Null);

    private static string? FirstDifference(Trace trace, int slots, bool isFifo = false)
    {
        int[] windows = [.. trace.Windows()];
        using RequestedCache cache = new(slots, windows.Max() + 1);
        PlainLru reference = new(slots, isFifo);
        int hits = 0;
        for (int i = 0; i < windows.Length; i++)
        {
            (bool IsHit, int? Victim) actual = cache.Request(windows[i]);
            (bool IsHit, int? Victim) expected = reference.Request(windows[i]);
            hits += actual.IsHit ? 1 : 0;
            if (actual != expected)
            {
                return $"request {i}, of window {windows[i]}: {actual} instead of {expected}";
            }
        }

        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trace} on {slots} slots: {windows.Length:N0} requests of {windows.Max() + 1:N0} windows, {(double)hits / windows.Length:P2} hits"));
        return null;
    }
}
