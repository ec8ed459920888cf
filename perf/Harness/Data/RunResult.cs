namespace MappingCache.Harness.Data;

/// <summary>Everything that is known of one run.</summary>
/// <param name="Name">What to call it: its folder's name.</param>
/// <param name="Parts">The parts that were measured.</param>
internal sealed record RunResult(string Name, IReadOnlyList<PartResult> Parts)
{
    public PartResult? Find(string part) => Parts.FirstOrDefault(result => result.Part == part);

    /// <summary>Whether a part of it is of another commit than the first, or of a tree with changes.</summary>
    public bool IsClean => Parts.All(part => !part.Machine.Dirty && part.Machine.Commit == Parts[0].Machine.Commit);
}
