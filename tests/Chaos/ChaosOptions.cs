namespace MappingCache.Tests.Chaos;

/// <summary>A run's size, and what is broken in it.</summary>
/// <param name="Seed">Of all choices.</param>
/// <param name="Duration">How long it goes on.</param>
/// <param name="Mode">The cache's mode.</param>
internal sealed record ChaosOptions(int Seed, TimeSpan Duration, ChaosMode Mode)
{
    public const int WindowSize = 64 * 1024;
    public const int DefaultFiles = 200;

    public int Users { get; init; } = 8;

    /// <summary>Writers that are threads of this process; one more is a process.</summary>
    public int Writers { get; init; } = 3;

    public int Files { get; init; } = DefaultFiles;

    public int Slots { get; init; } = 6;

    /// <summary>Whether a writer, and the command <c>serve</c>, run as processes of their own.</summary>
    public bool HasProcesses { get; init; } = true;

    /// <summary>All writers. Each has a file, the first of its own, that it chooses half the time, as users do one of these: so they meet.</summary>
    public int AllWriters => Writers + (HasProcesses ? 1 : 0);

    /// <summary>The longest pause of a writer between two steps.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMilliseconds(4);

    /// <summary>How long users hold a window at most before they read it; zero for as long as it takes.</summary>
    public TimeSpan LongestHold { get; init; }

    /// <summary>What takes part.</summary>
    public IReadOnlyList<ChaosOperation> Operations { get; init; } = Mode.Operations;

    /// <summary>A broken twin: users take no notice of what a window says of itself.</summary>
    public bool IsCareless { get; init; }

    /// <summary>A broken twin: the guard puts zeros where a page is gone, and tells nobody.</summary>
    public bool GuardIsSilent { get; init; }

    /// <summary>A broken twin: the server in this process does not look at a file after it has copied a piece.</summary>
    public bool ServerIsCareless { get; init; }

    /// <summary>A broken twin: windows are not swapped for copies when a lease is given back.</summary>
    public bool LeasesAreEmpty { get; init; }

    /// <summary>Makes the cache.</summary>
    public WindowCache CreateCache()
    {
        WindowCacheOptions wanted = Mode.Configure(new WindowCacheOptions { WindowSize = WindowSize, SlotCount = Slots });
        if (!GuardIsSilent && !LeasesAreEmpty)
        {
            return WindowCache.Create(wanted);
        }

        CacheLayout layout = WindowCacheFactory.CreateLayout(wanted);
        IAddressSpace space = WindowCacheFactory.Reserve(layout);
        return new WindowCache(GuardIsSilent ? new SilentGuard(space, layout.MaxSlots) : new UnswappedSpace(space), layout, wanted.Eviction);
    }
}
