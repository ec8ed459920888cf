namespace MappingCache.Tests.Chaos;

/// <summary>A way to get at bytes of a file.</summary>
/// <param name="Name">What it is called in the counts.</param>
/// <param name="RunAsync">Does it. Returns when it has come to its end without an error; says of one how it ended by an exception.</param>
internal sealed record ChaosOperation(string Name, Func<ChaosVisit, Task> RunAsync)
{
    /// <summary>Whether what it gives was copied, or its file looked at, before it said so: it holds nothing but the file's bytes wherever that was cut.</summary>
    public bool IsExact { get; init; }

    /// <summary>Whether pages of the file are queued, and still change with it, an exception from every promise: where it is cut the kernel clears what it keeps together with the last page that stays, several pages perhaps.</summary>
    public bool LendsPages { get; init; }
}
