namespace MappingCache.Tests.Chaos;

/// <summary>A run's size, and what is broken in it.</summary>
/// <param name="Seed">Of all choices.</param>
/// <param name="Duration">How long it goes on.</param>
/// <param name="Mode">The cache's mode.</param>
internal sealed record ChaosOptions(int Seed, TimeSpan Duration, ChaosMode Mode)
{
    public const int WindowSize = 64 * 1024;

    public int Users { get; init; } = 8;

    /// <summary>Writers that are threads of this process; one more is a process.</summary>
    public int Writers { get; init; } = 3;

    public int Files { get; init; } = 16;

    public int Slots { get; init; } = 6;

    /// <summary>Whether a writer, and the command <c>serve</c>, run as processes of their own.</summary>
    public bool HasProcesses { get; init; } = true;

    /// <summary>The longest pause of a writer between two steps.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMilliseconds(4);

    /// <summary>What takes part.</summary>
    public IReadOnlyList<ChaosOperation> Operations { get; init; } = Mode.Operations;

    /// <summary>A broken twin: users take no notice of what a window says of itself.</summary>
    public bool IsCareless { get; init; }

    /// <summary>A broken twin: the guard puts zeros where a page is gone, and tells nobody.</summary>
    public bool GuardIsSilent { get; init; }

    /// <summary>A broken twin: the server in this process does not look at a file after it has copied a piece.</summary>
    public bool ServerIsCareless { get; init; }

    /// <summary>Makes the cache.</summary>
    public WindowCache CreateCache()
    {
        WindowCacheOptions wanted = Mode.Configure(new WindowCacheOptions { WindowSize = WindowSize, SlotCount = Slots });
        if (!GuardIsSilent)
        {
            return WindowCache.Create(wanted);
        }

        CacheLayout layout = WindowCacheFactory.CreateLayout(wanted);
        return new WindowCache(new SilentGuard(WindowCacheFactory.Reserve(layout), layout.MaxSlots), layout, wanted.Eviction);
    }
}
