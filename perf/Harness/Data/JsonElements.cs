using System.Text.Json;
using MappingCache.Micro;

namespace MappingCache.Harness.Data;

/// <summary>Reads what all forms of results have in common.</summary>
internal static class JsonElements
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.GetProperty(name).EnumerateArray();

    public static double[] Rounds(this JsonElement element, string name) => [.. element.Items(name).Select(static round => round.GetDouble())];

    public static Machine Machine(this JsonElement root) =>
        root.GetProperty("machine").Deserialize<Machine>(s_json) ?? throw new JsonException("It does not name its machine.");
}
