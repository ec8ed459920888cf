using System.Globalization;
using System.Text.Json;

namespace MappingCache.Harness.Data;

/// <summary>Reads what perf/HitRatio leaves behind.</summary>
internal static class HitRatioImport
{
    private const string Optimum = "OPT";

    public static PartResult Read(JsonElement root) => new(
        PartNames.HitRatio, root.Machine(), "full", Seconds: 0, [], [.. root.Items("comparisons").SelectMany(ReadComparison)]);

    private static IEnumerable<Figure> ReadComparison(JsonElement comparison)
    {
        int slots = comparison.GetProperty("slots").GetInt32();
        double requests = comparison.GetProperty("requests").GetInt32();
        string trace = comparison.Text("trace");
        string name = string.Create(CultureInfo.InvariantCulture, $"{trace}, {slots:N0} slots");
        return comparison.GetProperty("walks").EnumerateObject().Select(walk => new Figure(
            trace, name, slots, "slots", Threads: 1, walk.Name, Quantities.Hits, walk.Name == Optimum ? null : Optimum,
            [100 * walk.Value.GetProperty("hits").GetInt64() / requests]));
    }
}
