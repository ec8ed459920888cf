using MappingCache.Tests.Support;

namespace MappingCache.Tests.Schedules;

/// <summary>The product with strict LRU, for requests of which each is over before the next.</summary>
internal sealed unsafe class RequestedCache : IDisposable
{
    // SAFETY (whole type): a slot's line is the engine's, and lives as long as it does.

    // As small as goes: it is not the content that matters here.
    private const int WindowSize = 8;
    private const string Path = "file";

    private readonly CacheEngine<NoSchedule> _engine;
    private readonly FileEntry _file;
    private readonly int?[] _windows;

    public RequestedCache(int slots, int windows)
    {
        CacheLayout layout = new(WindowSize, slots, slots, []);
        MemoryAddressSpace memory = new(layout);
        memory.Add(Path, seed: 1, length: (long)windows * WindowSize);
        _engine = new CacheEngine<NoSchedule>(memory, layout, EvictionKind.Lru);
        OsError error = _engine.Files.Open(new FileName(Path, Within: null), out FileEntry? file);
        _file = file ?? throw new InvalidOperationException($"The file was not opened: {error}");
        _windows = new int?[slots];
    }

    /// <summary>Acquires a window and releases it.</summary>
    /// <returns>Whether it was there, and which was evicted for it: the one that its slot showed before.</returns>
    public (bool IsHit, int? Victim) Request(int window)
    {
        long misses = _engine.Counters.Misses;
        OsError error = _engine.Acquire(_file, window, mayWait: false, CancellationToken.None, out Slot* slot);
        if (error.IsError)
        {
            throw new InvalidOperationException($"Window {window} was not acquired: {error}");
        }

        int index = _engine.Slots.IndexOf(slot);
        _engine.Release(slot);
        int? before = _windows[index];
        _windows[index] = window;
        return _engine.Counters.Misses == misses ? (true, null) : (false, before);
    }

    public void Dispose()
    {
        _engine.Files.Release(_file);
        _engine.Close();
    }
}
