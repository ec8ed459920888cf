using System.Text.Json;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Data;

/// <summary>The files of a run: one for each part, named after it.</summary>
internal static class ResultFolder
{
    private static readonly JsonSerializerOptions s_json =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new RoundsConverter() } };

    /// <summary>The file of a part.</summary>
    public static string FileOf(string folder, string part) => Path.Combine(folder, $"{part}.json");

    /// <summary>Writes a part that has no form of its own.</summary>
    public static void Save(PartResult result, string path)
    {
        // A path of a file alone has no folder to make.
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        File.WriteAllText(path, JsonSerializer.Serialize(result, s_json) + "\n");
    }

    /// <summary>Reads what there is of a run.</summary>
    /// <exception cref="HarnessException">There is no part of one, or a file is none.</exception>
    public static RunResult Load(string folder)
    {
        PartResult[] parts = [.. PartNames.All.Where(part => File.Exists(FileOf(folder, part))).Select(part => Load(folder, part))];
        return parts.Length > 0
            ? new RunResult(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), parts)
            : throw new HarnessException($"{folder} holds no results: none of {string.Join(", ", PartNames.All.Select(static part => part + ".json"))}.");
    }

    private static PartResult Load(string folder, string part)
    {
        string path = FileOf(folder, part);
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            return part switch
            {
                PartNames.Micro => MicroImport.Read(document.RootElement),
                PartNames.Send => SendImport.Read(document.RootElement),
                PartNames.HitRatio => HitRatioImport.Read(document.RootElement),
                _ => document.Deserialize<PartResult>(s_json) ?? throw new JsonException("It is empty."),
            };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new HarnessException($"{path} is no result of this program: {exception.Message}", exception);
        }
    }
}
