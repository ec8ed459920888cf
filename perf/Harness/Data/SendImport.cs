using System.Text.Json;
using MappingCache.Harness.Contestants;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness.Data;

/// <summary>Reads what whole sends leave behind.</summary>
internal static class SendImport
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    // The first of them that took part is what everybody is set beside.
    private static readonly string[] s_references = [ContestantCatalog.NativeSendFile, ContestantCatalog.SendFileAsync, ContestantCatalog.Read];

    public static PartResult Read(JsonElement root) => new(
        PartNames.Send,
        root.Machine(),
        root.GetProperty("plan").Text("mode"),
        Seconds: 0,
        [.. root.Items("notices").Select(static notice => notice.GetString()!), .. root.Items("workloads").SelectMany(Failures)],
        [.. root.Items("workloads").SelectMany(ReadWorkload)]);

    private static IEnumerable<string> Failures(JsonElement result) =>
        result.GetProperty("failures").EnumerateObject().Select(failure => $"{WorkloadOf(result).Name}: {failure.Name} was not measured: {failure.Value.GetString()}");

    private static Workload WorkloadOf(JsonElement result) => result.GetProperty("workload").Deserialize<Workload>(s_json)!;

    private static IEnumerable<Figure> ReadWorkload(JsonElement result)
    {
        Workload workload = WorkloadOf(result);
        JsonElement[] contestants = [.. result.Items("contestants")];
        string? reference = s_references.FirstOrDefault(name => contestants.Any(contestant => contestant.Text("name") == name));
        return contestants.SelectMany(contestant => ReadContestant(contestant, workload, reference));
    }

    private static IEnumerable<Figure> ReadContestant(JsonElement contestant, Workload workload, string? reference)
    {
        (string Quantity, string Property, bool IsTimed)[] all =
        [
            (Quantities.Cpu, "cpuMicroseconds", true),
            (Quantities.Time, "wallMicroseconds", true),
            (Quantities.Allocated, "allocatedBytes", false),
            (Quantities.P50, "p50Microseconds", true),
            (Quantities.P99, "p99Microseconds", true),
        ];
        foreach ((string quantity, string property, bool isTimed) in all)
        {
            double[] rounds = contestant.Rounds(property);
            if (rounds.Length > 0)
            {
                yield return new Figure(
                    FamilyOf(workload), workload.Name, workload.Size, Figure.Bytes, workload.Threads, contestant.Text("name"), quantity,
                    isTimed ? reference : null, quantity == Quantities.Time ? [.. rounds.Select(static microseconds => microseconds * 1000)] : rounds);
            }
        }
    }

    private static string FamilyOf(Workload workload) =>
        (workload.IsCold ? "Cold files"
            : workload.Bundle > 1 ? $"Bundles of {workload.Bundle} files"
            : workload.Files > 1 ? "Many hot files"
            : "One hot file")
        + (workload.Threads > 1 ? $", {workload.Threads} threads" : ", one thread");
}
