using System.Diagnostics;

namespace MappingCache.Harness;

/// <summary>When a part of a run has to come to its end: what was not begun by then is left out, by name.</summary>
internal sealed class Deadline
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _after;

    private Deadline(TimeSpan after) => _after = after;

    public bool IsOver => Elapsed >= _after;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>So many seconds from now; never for null.</summary>
    public static Deadline In(int? seconds) => new(seconds is { } some ? TimeSpan.FromSeconds(some) : TimeSpan.MaxValue);
}
