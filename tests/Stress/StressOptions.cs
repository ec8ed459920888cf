namespace MappingCache.Tests.Stress;

/// <summary>A stress run's size, and what is broken in it.</summary>
internal sealed record StressOptions(int Seed, TimeSpan Duration)
{
    public int Threads { get; init; } = 8;

    public int Files { get; init; } = 200;

    public int Slots { get; init; } = 16;

    public int WindowSize { get; init; } = 16 * 1024;

    public EvictionKind Eviction { get; init; }

    public StressClient Client { get; init; }

    /// <summary>How many windows are acquired at the least, however long it takes: for runs whose threads keep each other from getting at the system.</summary>
    public int Least { get; init; }

    /// <summary>How many remaps each thread makes before it ends; null for as many as the duration allows, which ends the run in any case.</summary>
    public int? Remaps { get; init; }

    /// <summary>Which part of the windows is asked for as light ones, where they are mapped; 0 to 1.</summary>
    public double Light { get; init; }

    /// <summary>Whether nothing is broken, so that whole windows may be read.</summary>
    public bool Sound { get; init; } = true;

    /// <summary>Whether one finding is enough.</summary>
    public bool StopAtFirst { get; init; } = true;
}
