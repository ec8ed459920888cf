using MappingCache.Harness.Data;
using MappingCache.Harness.Judging;
using MappingCache.Micro;

namespace MappingCache.Harness.Reporting;

/// <summary>What a report tells.</summary>
/// <param name="Run">The run.</param>
/// <param name="Goals">What has become of the goals.</param>
/// <param name="Baseline">The run that it is compared with; null for none.</param>
/// <param name="Changes">What has changed since.</param>
internal sealed record RunReport(RunResult Run, IReadOnlyList<JudgedGoal> Goals, RunResult? Baseline, IReadOnlyList<Change> Changes)
{
    /// <summary>Judges a run, and compares it.</summary>
    public static RunReport Of(RunResult run, RunResult? baseline) =>
        new(run, GoalCatalog.Judge(run), baseline, baseline is null ? [] : Judging.Changes.Between(baseline, run));

    /// <summary>The changes that are more than noise, the worse ones first.</summary>
    public IEnumerable<Change> Told => Changes.Where(static change => change.Outcome is Outcome.Better or Outcome.Worse).OrderByDescending(static change => change.Outcome);

    /// <summary>Where it was measured.</summary>
    public Machine Machine => Run.Parts[0].Machine;

    /// <summary>What a reader has to be warned of.</summary>
    public IEnumerable<string> Warnings()
    {
        if (!Run.IsClean)
        {
            yield return "The working tree had changes, or the parts are of several commits: these figures belong to no commit.";
        }

        if (Run.Parts.Any(static part => part.Mode != "full"))
        {
            yield return "A quick run: few rounds and short warm-ups. Not to be quoted.";
        }

        foreach (string build in Run.Parts.SelectMany(static part => part.Machine.Build ?? []).Distinct(StringComparer.Ordinal))
        {
            yield return $"An unusual build: {build}.";
        }
    }

    /// <summary>Facts about the machine, by name.</summary>
    public IEnumerable<(string Name, string Value)> Facts() =>
    [
        ("commit", Machine.Commit + (Machine.Dirty ? ", with changes" : "")),
        ("processor", $"{Machine.Cpu}, {Machine.Processors} of them"),
        ("kernel", Machine.Kernel),
        ("runtime", $"{Machine.Runtime}, SDK {Machine.Sdk}"),
        ("settings", Machine.Jit.Count == 0 ? "as they come" : string.Join(", ", Machine.Jit)),
        ("load when each part began", string.Join("; ", Run.Parts.Select(static part => $"{part.Part} {part.Machine.Load.Split(' ')[0]}"))),
        ("date", Machine.Date),
    ];
}
