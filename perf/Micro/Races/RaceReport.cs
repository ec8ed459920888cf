using System.Globalization;
using System.Text.Json;

namespace MappingCache.Micro.Races;

/// <summary>What a run of races leaves behind.</summary>
/// <param name="Machine">Where and of what it was measured.</param>
/// <param name="Plan">How long.</param>
/// <param name="Notices">What was left out, and why.</param>
/// <param name="Races">What came out.</param>
internal sealed record RaceReport(Machine Machine, RacePlan Plan, IReadOnlyList<string> Notices, IReadOnlyList<RaceResult> Races)
{
    // More than that in a settled process is the JIT at work on what is being measured.
    private const int FewMethods = 5;

    private static readonly JsonSerializerOptions s_json =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new RoundsConverter() } };

    /// <summary>Prints a race as a table.</summary>
    public static void Write(TextWriter output, RaceResult race)
    {
        output.WriteLine($"{race.Name,-18} {"ns",10} {"to floor",10} {"p10..p90",16} {"bytes",7}");
        foreach (ContenderResult contender in race.Contenders)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {contender.Name,-16} {contender.Nanoseconds.Median,10:F1} {contender.ToFloor.Median,10:F2} {Range(contender.ToFloor),16} {contender.BytesPerOperation,7:0.##}"));
        }

        foreach (PairResult pair in race.Pairs)
        {
            string name = $"{pair.Over} / {pair.Under}";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {name,-27} {pair.Ratio.Median,10:F2} {Range(pair.Ratio),16}"));
        }

        if (race.CompiledMethods > FewMethods)
        {
            output.WriteLine($"  The JIT compiled {race.CompiledMethods} methods meanwhile: the warm-up was too short.");
        }

        output.WriteLine();
    }

    /// <summary>From the tenth to the ninetieth percentile.</summary>
    public static string Range(Spread spread) => string.Create(CultureInfo.InvariantCulture, $"{spread.P10:F2}..{spread.P90:F2}");

    /// <summary>Writes everything as JSON.</summary>
    public void Save(string path)
    {
        // A path of a file alone has no folder to make.
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        File.WriteAllText(path, JsonSerializer.Serialize(this, s_json) + "\n");
    }
}
