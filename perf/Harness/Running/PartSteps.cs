using System.Globalization;
using MappingCache.Harness.Data;
using MappingCache.Harness.Parts;

namespace MappingCache.Harness.Running;

/// <summary>Every part's step. The full seconds come to less than half an hour, the quick ones to less than four minutes.</summary>
internal static class PartSteps
{
    private const string QuickOption = "--quick";

    /// <summary>The steps, in the order in which they run.</summary>
    /// <param name="races">A part of the names of the races that are wanted; null for all.</param>
    public static IReadOnlyList<PartStep> All(string? races) =>
    [
        new(PartNames.Micro, 320, 62, (json, quick, seconds) => Micro(json, quick, seconds, races), MicroRefusal),
        new(PartNames.Send, 620, 52, Send),
        Own(PartNames.Http, 570, 56),
        Own(PartNames.Cold, 30, 14),
        Own(PartNames.Mapping, 40, 20),
        new(PartNames.HitRatio, 100, 20, HitRatio, HitRatioRefusal),
        Own(PartNames.Memory, 20, 10),
    ];

    private static PartStep Own(string part, int full, int quick) => new(
        part, full, quick, (json, isQuick, seconds) => [OwnProgram.Path, part, .. Quick(isQuick), "--json", json, "--budget", Text(seconds)],
        PartCatalog.All.Single(own => own.Name == part).Refusal);

    private static List<string> Send(string json, bool quick, int seconds) =>
        [OwnProgram.Path, PartNames.Send, .. Quick(quick), .. quick ? (string[])["--sizes", "1K,4K,64K,1M", "--rounds", "5"] : ["--sizes", "1K,4K,8K,64K,256K,1M,16M", "--rounds", "11"], "--json", json, "--budget", Text(seconds)];

    private static List<string> Micro(string json, bool quick, int seconds, string? races) =>
        ["dotnet", ProgramOf("Micro"), "--races", .. Quick(quick), .. races is null ? (string[])[] : ["--only", races], "--json", json, "--budget", Text(seconds)];

    private static List<string> HitRatio(string json, bool quick, int seconds) =>
        ["dotnet", ProgramOf("HitRatio"), .. TraceFolder.Files.Take(quick ? 1 : int.MaxValue), .. quick ? (string[])["--policy", "Clock,Lru,SIEVE,S3-FIFO,OPT"] : [], "--json", json];

    private static string? MicroRefusal() =>
        !OperatingSystem.IsLinux() ? "its floors are calls of Linux" : Missing("Micro");

    private static string? HitRatioRefusal() => TraceFolder.Files.Count == 0
        ? TraceFolder.Missing
        : Missing("HitRatio");

    private static string? Missing(string program) =>
        File.Exists(ProgramOf(program)) ? null : $"its program is not built: dotnet build perf/{program} -c Release";

    private static string ProgramOf(string project) =>
        Path.Combine(Tree.Root, "perf", project, "bin", "Release", "net10.0", $"MappingCache.{project}.dll");

    private static IEnumerable<string> Quick(bool quick) => quick ? [QuickOption] : [];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
