using System.Text.Json;
using System.Text.Json.Serialization;
using MappingCache.Harness.Receiving;
using MappingCache.Harness.Rounds;
using MappingCache.Micro;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Results;

/// <summary>What a run leaves behind.</summary>
/// <param name="Machine">Where and of what it was measured.</param>
/// <param name="Plan">How long.</param>
/// <param name="Receiver">What the receiver did.</param>
/// <param name="Notices">What the machine did not allow.</param>
/// <param name="Workloads">What came out.</param>
/// <param name="Goals">What has become of the goals.</param>
internal sealed record SendReport(
    Machine Machine,
    Plan Plan,
    ReceiverMode Receiver,
    IReadOnlyList<string> Notices,
    IReadOnlyList<WorkloadResult> Workloads,
    IReadOnlyList<GoalResult> Goals)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,

        // Where processor time is counted in long ticks, a turn may have had none, and nothing divided by it is a number.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new RoundsConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

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
