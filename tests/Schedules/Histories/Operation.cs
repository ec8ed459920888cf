namespace MappingCache.Tests.Schedules;

/// <summary>One operation of a history: what was done, what came of it, and when it was called and came back, in the order of all such events.</summary>
/// <param name="Thread">Who did it.</param>
/// <param name="Kind">What it was.</param>
/// <param name="Called">The event of its call.</param>
/// <param name="Returned">The event of its return.</param>
internal sealed record Operation(int Thread, OperationKind Kind, long Called, long Returned)
{
    public const int None = -1;

    /// <summary>The window, for what concerns one.</summary>
    public int Window { get; init; } = None;

    /// <summary>Which bytes the window showed, counted by the changes of its file; for a change, which it has from then on.</summary>
    public int Version { get; init; } = None;

    /// <summary>The slot that mapped the window.</summary>
    public int Slot { get; init; } = None;

    /// <summary>Whether the two were under way at the same moment.</summary>
    public bool Overlaps(Operation other) => Called < other.Returned && other.Called < Returned;

    public override string ToString() =>
        $"[{Called},{Returned}] thread {Thread} {Kind}"
        + (Window == None ? "" : $" window {Window}")
        + (Version == None ? "" : $" version {Version}")
        + (Slot == None ? "" : $" slot {Slot}");
}
