using System.Diagnostics;

namespace MappingCache;

/// <summary>Where one lease was made and where it was given back, for the mode that exposes misuse.</summary>
internal sealed class LeaseRecord(string path, long offset, StackTrace made)
{
    private StackTrace? _givenBack;

    public bool IsHeld => Volatile.Read(ref _givenBack) is null;

    /// <summary>Notes where the lease is given back.</summary>
    /// <returns>False when it was before.</returns>
    public bool TryGiveBack(StackTrace at) => Interlocked.CompareExchange(ref _givenBack, at, null) is null;

    /// <summary>The lease, what is wrong with it, and where it was made and given back.</summary>
    public string Describe(string problem) =>
        $"The window of '{path}' at {offset:N0} {problem}.{Environment.NewLine}It was acquired{Environment.NewLine}{made}"
        + (_givenBack is { } at ? $"It was released{Environment.NewLine}{at}" : string.Empty);
}
