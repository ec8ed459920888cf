using MappingCache.Harness.Data;

namespace MappingCache.Harness.Cold;

/// <summary>The cache, whose windows are mapped before the loop goes on, or while it does something else.</summary>
internal sealed class CacheColdReader : IColdReader
{
    private const int Slots = 64;

    private readonly bool _isAsync;
    private readonly int _size;
    private readonly WindowCache _cache;
    private readonly MappedFile[] _files;

    /// <summary>Opens the files.</summary>
    /// <param name="paths">Their paths.</param>
    /// <param name="size">Bytes to get at, which are one window.</param>
    /// <param name="isAsync">Whether the loop goes on meanwhile.</param>
    public CacheColdReader(IReadOnlyList<string> paths, int size, bool isAsync)
    {
        (_isAsync, _size) = (isAsync, size);
        _cache = WindowCache.Create(new WindowCacheOptions { WindowSize = size, SlotCount = Slots });
        _files = [.. paths.Select(path => _cache.Open(path))];
    }

    public string Name => _isAsync ? $"{PartNames.Own}-async" : PartNames.Own;

    public async Task ReadAsync(int file)
    {
        if (_isAsync)
        {
            // Back to the loop: that is what is measured.
            using WindowLease lease = await _files[file].AcquireAsync(0).ConfigureAwait(true);
            Pages.Touch(lease.Memory.Span[.._size]);
        }
        else
        {
            Read(file);
        }
    }

    public void Forget() => _cache.Trim(0);

    public void Dispose()
    {
        Array.ForEach(_files, static file => file.Dispose());
        _cache.Dispose();
    }

    private void Read(int file)
    {
        using Window window = _files[file].Acquire(0);
        Pages.Touch(window.Span[.._size]);
    }
}
