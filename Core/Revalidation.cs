using System.Globalization;

namespace MappingCache;

/// <summary>How often a cache asks the system whether a file has changed of which windows are wanted: its length and times, and whether its path still leads to it.</summary>
public readonly record struct Revalidation
{
    private readonly TimeSpan? _interval;

    private Revalidation(TimeSpan interval) => _interval = interval;

    /// <summary>Once a second, which is also what the default value of this type means.</summary>
    public static Revalidation EverySecond => default;

    /// <summary>Before every window that is given out: two system calls for each, which together cost some fifty hits.</summary>
    public static Revalidation Always => new(TimeSpan.Zero);

    /// <summary>Only when a file is opened, its known end is reached, or <see cref="MappedFile.Refresh()"/> is called.</summary>
    public static Revalidation Never => new(Timeout.InfiniteTimeSpan);

    /// <summary>How long a look at a file holds good: zero for <see cref="Always"/>, <see cref="Timeout.InfiniteTimeSpan"/> for <see cref="Never"/>.</summary>
    public TimeSpan Interval => _interval ?? TimeSpan.FromSeconds(1);

    /// <summary>Before the first window that is wanted when that much time has gone by since the last look. A hit reads no clock: a timer says when a look is due, so it may be as much again before there is one.</summary>
    /// <param name="interval">At least a millisecond, at most 49 days.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is neither.</exception>
    public static Revalidation Every(TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(interval, TimeSpan.FromDays(49));
        return new Revalidation(interval);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Interval == TimeSpan.Zero ? nameof(Always)
        : Interval == Timeout.InfiniteTimeSpan ? nameof(Never)
        : string.Create(CultureInfo.InvariantCulture, $"every {Interval.TotalSeconds} s");
}
