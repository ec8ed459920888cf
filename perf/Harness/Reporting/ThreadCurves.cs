using MappingCache.Harness.Contestants;
using MappingCache.Harness.Data;
using MappingCache.Harness.Reporting.Charts;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Reporting;

/// <summary>What further threads bring: all threads' work in a second beside one thread's. The two are cases of their own and not rounds of one case, so there is no spread.</summary>
internal static class ThreadCurves
{
    // Which case is the other's with more threads.
    private static readonly Dictionary<string, (string One, string More)[]> s_pairs = new(StringComparer.Ordinal)
    {
        [PartNames.Micro] = [("hit-64", "hit2-apart-64"), ("hit-hot", "hit2-same-hot")],
        [PartNames.Send] = [("4K-hot", "4K-hot-2t"), ("64K-hot", "64K-hot-2t")],
        [PartNames.Mapping] = [("64K", "64K-2t")],
    };

    private static readonly string[] s_drawn =
        ["floor", "shared", "light", "dictionary", ContestantCatalog.Auto, ContestantCatalog.SendFileAsync, ContestantCatalog.NativeSendFile, "c-mmap", "cache"];

    /// <summary>The chart of a part; null if it measures one thread only.</summary>
    public static LineChart? Of(PartResult part)
    {
        if (!s_pairs.TryGetValue(part.Part, out (string One, string More)[]? pairs))
        {
            return null;
        }

        HtmlTable table = new("All threads' work in a second beside one thread's", "case", "contestant", "threads", "times one thread's");
        ChartSeries[] series =
        [
            .. pairs.SelectMany(pair => s_drawn.Select(who => Find(part, pair, who, table))).OfType<ChartSeries>().Take(Marker.Count)
                .Select(static (series, look) => series with { Look = look }),
        ];
        return new LineChart(
            new ChartFrame("More threads: all threads' work in a second", "Operations a second of all threads together, beside those of one thread alone. More is better; twice is what two processors can give.", table.ToString()),
            series, static threads => Numbers.At(threads, unit: null), "times one thread's", One: true);
    }

    private static ChartSeries? Find(PartResult part, (string One, string More) pair, string who, HtmlTable table)
    {
        if (part.Find(pair.One, who, Quantities.Time) is not { } one || part.Find(pair.More, who, Quantities.Time) is not { } more)
        {
            return null;
        }

        // The time of a hit is one thread's; that of a send already is all threads'.
        double gain = one.Spread.Median / more.Spread.Median * (part.Part == PartNames.Send ? 1 : more.Threads);
        table.Add(pair.More, who, Numbers.At(more.Threads, unit: null), Numbers.Short(gain));
        return new ChartSeries($"{who}, {pair.More}", Look: 0, PartNames.IsOurs(part.Part, who), [new ChartPoint(1, Exactly(1)), new ChartPoint(more.Threads, Exactly(gain))]);
    }

    private static Spread Exactly(double value) => new(value, value, value, value);
}
