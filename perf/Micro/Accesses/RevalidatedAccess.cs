using System.Runtime.CompilerServices;

namespace MappingCache.Micro.Accesses;

/// <summary>The ordinary pin, in a cache of its own that looks at its file as often as a setting says.</summary>
internal sealed class RevalidatedAccess : Access
{
    private readonly WindowCache _cache;
    private readonly MappedFile _file;
    private readonly int _windowShift;

    /// <summary>Opens a file in a cache of its own.</summary>
    public RevalidatedAccess(string path, int windowShift, int windows, Revalidation revalidation)
    {
        _windowShift = windowShift;
        _cache = WindowCache.Create(new WindowCacheOptions { WindowSize = 1 << windowShift, SlotCount = windows, InitialSlots = windows, Revalidation = revalidation });
        _file = _cache.Open(path);
        for (int window = 0; window < windows; window++)
        {
            _file.Acquire((long)window << windowShift).Dispose();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(int[] windows, int from, int end)
    {
        MappedFile file = _file;
        int shift = _windowShift;
        long sink = 0;
        for (int i = from; i < end; i++)
        {
            using Window window = file.Acquire((long)windows[i] << shift);
            sink += Take(window.Span);
        }

        return sink;
    }

    public override string? Complaint() => _cache.GetStatistics().Evictions > 0 ? "Windows were evicted." : _cache.Audit() is [{ } wrong, ..] ? wrong : null;

    protected override void Free()
    {
        _file.Dispose();
        _cache.Dispose();
    }
}
