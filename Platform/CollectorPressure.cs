namespace MappingCache.Platform;

/// <summary>How short of memory the process is, by its own collector, which knows the machine's memory and the limits of its container.</summary>
/// <param name="collector">What the collector last saw: how full memory is, with what counts as high, and the number of that collection.</param>
internal sealed class CollectorPressure(Func<(long Load, long High, long Collection)> collector) : IMemoryPressure
{
    private long _lastCollection;

    public CollectorPressure()
        : this(OfCollector)
    {
    }

    // The collector looks at memory when it collects, and only a new look says something new: an old one would have
    // every window let go for as long as nothing is collected.
    public MemoryPressure Read()
    {
        (long load, long high, long collection) = collector();
        bool isNew = collection != _lastCollection;
        _lastCollection = collection;
        return isNew && high > 0 && load >= high ? MemoryPressure.Some : MemoryPressure.None;
    }

    private static (long Load, long High, long Collection) OfCollector()
    {
        GCMemoryInfo info = GC.GetGCMemoryInfo();
        return (info.MemoryLoadBytes, info.HighMemoryLoadThresholdBytes, info.Index);
    }
}
