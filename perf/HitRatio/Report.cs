using System.Text.Json;
using MappingCache.HitRatio.Worst;
using MappingCache.Micro;

namespace MappingCache.HitRatio;

/// <summary>What a run leaves behind.</summary>
/// <param name="Machine">Where and of what it was measured.</param>
/// <param name="WindowSize">Bytes of the windows that blocks were folded to; null for none.</param>
/// <param name="Comparisons">Hit ratios.</param>
/// <param name="WorstCases">What one request pays at worst; empty if that was not asked for.</param>
internal sealed record Report(Machine Machine, int? WindowSize, IReadOnlyList<Comparison> Comparisons, IReadOnlyList<WorstCase> WorstCases)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

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
