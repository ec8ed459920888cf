using System.Globalization;
using System.Text.Json;

namespace MappingCache.Harness.Data;

/// <summary>Reads what the races of perf/Micro leave behind.</summary>
internal static class MicroImport
{
    private const string Hot = "hot";

    // A few methods that the JIT compiles meanwhile belong to nothing that is measured.
    private const int Many = 50;

    private static readonly (string Prefix, string Family)[] s_hits =
    [
        ("hit2-same-", "Hits, two threads on the same windows"),
        ("hit2-apart-", "Hits, two threads on windows of their own"),
        ("hit-", "Hits, one thread"),
    ];

    public static PartResult Read(JsonElement root) => new(
        PartNames.Micro,
        root.Machine(),
        root.GetProperty("plan").Text("mode"),
        Seconds: 0,
        [.. Notices(root), .. root.Items("races").Where(static race => race.GetProperty("compiledMethods").GetInt64() > Many).Select(static race => $"{race.Text("name")}: the JIT compiled {race.GetProperty("compiledMethods")} methods while it was measured.")],
        [.. root.Items("races").SelectMany(ReadRace)]);

    // Older results have none.
    private static IEnumerable<string> Notices(JsonElement root) =>
        root.TryGetProperty("notices", out JsonElement notices) ? notices.EnumerateArray().Select(static notice => notice.GetString()!) : [];

    private static IEnumerable<Figure> ReadRace(JsonElement race)
    {
        string name = race.Text("name");
        (string family, double? at, string? unit) = Place(name);
        string floor = race.Items("contenders").First().Text("name");
        foreach (JsonElement contender in race.Items("contenders"))
        {
            int threads = contender.GetProperty("threads").GetInt32();
            string who = contender.Text("name");
            yield return new Figure(family, name, at, unit, threads, who, Quantities.Time, floor, contender.Rounds("rounds"));
            yield return new Figure(family, name, at, unit, threads, who, Quantities.Allocated, Reference: null, [contender.GetProperty("bytesPerOperation").GetDouble()]);
        }
    }

    // hit-4096 is the curve of hits, at 4,096 windows; miss-64k-clock that of remaps under Clock, at 65,536 bytes.
    private static (string Family, double? At, string? Unit) Place(string race)
    {
        foreach ((string prefix, string family) in s_hits)
        {
            if (race.StartsWith(prefix, StringComparison.Ordinal))
            {
                string windows = race[prefix.Length..];
                return (family, windows == Hot ? 1 : double.Parse(windows, CultureInfo.InvariantCulture), "windows");
            }
        }

        string[] words = race.Split('-');
        return words is ["miss", var size, var eviction] && SizeOption.TryParseList(size, out IReadOnlyList<int>? bytes)
            ? ($"Remaps, {eviction}", bytes[0], Figure.Bytes)
            : (race, null, null);
    }
}
