namespace MappingCache.HitRatio;

/// <summary>The product's cache, complete, with one file in it, over an address space that maps nothing.</summary>
internal sealed class UnmappedCache : IDisposable
{
    private readonly WindowCache _cache;
    private readonly MappedFile _file;

    /// <summary>Makes a cache with all its slots taken and free.</summary>
    /// <param name="slots">How many.</param>
    /// <param name="windows">Windows that the file has.</param>
    /// <param name="eviction">How it evicts.</param>
    public UnmappedCache(int slots, long windows, EvictionKind eviction)
    {
        CacheLayout layout = new(UnmappedSpace.WindowSize, slots, InitialSlots: slots, Notices: []);
        _cache = new WindowCache(new UnmappedSpace(windows * UnmappedSpace.WindowSize), layout, eviction);
        _file = _cache.Open("file");
    }

    public CacheEngine<NoSchedule> Engine => _cache.Engine;

    public CacheStatistics Statistics => _cache.GetStatistics();

    /// <summary>Acquires a window and releases it.</summary>
    public void Touch(long window)
    {
        using Window touched = _file.Acquire(window * UnmappedSpace.WindowSize);
    }

    /// <summary>Does the same by a light window.</summary>
    public void TouchLight(long window)
    {
        using LightWindow touched = _file.AcquireLight(window * UnmappedSpace.WindowSize);
    }

    /// <summary>Acquires a window, to be released by the caller.</summary>
    public WindowLease Hold(long window)
    {
        // Not a light window made a lease: the first of those would change what every later eviction does.
        Window held = _file.Acquire(window * UnmappedSpace.WindowSize);
        return held.ToLease(Engine);
    }

    /// <summary>The window that a slot maps. Nobody else may be using the cache.</summary>
    public long WindowIn(int slot) => Engine.Slots.OwnerOf(slot).Number;

    public IReadOnlyList<string> Audit() => _cache.Audit();

    public void Dispose()
    {
        _file.Dispose();
        _cache.Dispose();
    }
}
