namespace MappingCache;

/// <summary>What the maintenance of a cache works by.</summary>
internal sealed record MaintenanceSettings
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How often; infinite for only when it is called.</summary>
    public TimeSpan Interval { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>How long a look at a file holds good. Of a cache in tests for ever, unless they say so.</summary>
    public Revalidation Revalidation { get; init; } = Revalidation.Never;

    /// <summary>How long a window may go unused; null for ever.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Who tells how short memory is; null for nobody.</summary>
    public IMemoryPressure? Pressure { get; init; }

    /// <summary>The settings that options come to.</summary>
    /// <param name="options">The options.</param>
    /// <param name="pressure">Who tells how short memory is.</param>
    /// <param name="idleTimeout">The system's own, for options that say nothing.</param>
    public static MaintenanceSettings Of(WindowCacheOptions options, IMemoryPressure pressure, TimeSpan? idleTimeout) => new()
    {
        Time = options.TimeProvider,
        Interval = options.MaintenanceInterval,
        Revalidation = options.Revalidation,
        IdleTimeout = (options.IdleTimeout ?? idleTimeout) is { } timeout && timeout != Timeout.InfiniteTimeSpan ? timeout : null,
        Pressure = pressure,
    };
}
