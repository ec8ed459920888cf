using System.Globalization;
using System.Text.Json;

namespace MappingCache.Micro;

/// <summary>What a run of the ratios leaves behind.</summary>
/// <param name="Machine">Where and of what it was measured.</param>
/// <param name="Plan">How long.</param>
/// <param name="Results">What came out.</param>
internal sealed record RatioReport(Machine Machine, RatioPlan Plan, IReadOnlyList<RatioResult> Results)
{
    // More than that in a round of a settled process is the JIT at work on what is being measured.
    private const int FewMethods = 5;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void WriteHead(TextWriter output) => output.WriteLine(
        $"{"",-16} {"ours ns",10} {"floor ns",10} {"ratio",7} {"p10..p90",13} {"bytes/op",9}");

    public static void WriteLine(TextWriter output, RatioResult result)
    {
        string spread = string.Create(CultureInfo.InvariantCulture, $"{result.RatioP10:F2}..{result.RatioP90:F2}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Name,-16} {result.OursMedian,10:F1} {result.FloorMedian,10:F1} {result.RatioMedian,7:F2} {spread,13} {result.AllocatedBytesPerOperation,9:0.####}"));
        if (result.CompiledMethods > FewMethods)
        {
            output.WriteLine($"                 The JIT compiled {result.CompiledMethods} methods meanwhile: the warm-up was too short.");
        }
    }

    /// <summary>Writes everything as JSON.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(this, s_json) + "\n");
    }
}
