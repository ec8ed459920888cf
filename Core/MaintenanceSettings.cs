namespace MappingCache;

/// <summary>What the maintenance of a cache works by.</summary>
internal sealed record MaintenanceSettings
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How often; infinite for only when it is called.</summary>
    public TimeSpan Interval { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>How long a window may go unused; null for ever.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Who tells how short memory is; null for nobody.</summary>
    public IMemoryPressure? Pressure { get; init; }

    /// <summary>The settings that options come to.</summary>
    public static MaintenanceSettings Of(WindowCacheOptions options, IMemoryPressure pressure) => new()
    {
        Time = options.TimeProvider,
        Interval = options.MaintenanceInterval,
        IdleTimeout = options.IdleTimeout,
        Pressure = pressure,
    };
}
