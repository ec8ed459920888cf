using System.Diagnostics;

namespace MappingCache.Harness.Mapping;

/// <summary>The cache, none of whose windows is mapped when it is wanted.</summary>
internal sealed class CacheRemapper : IRemapper
{
    private static readonly double s_nanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    private readonly RemapCase _case;
    private readonly WindowCache _cache;
    private readonly MappedFile _file;
    private readonly long[] _next;
    private readonly long _before;
    private long _remaps;

    /// <summary>Fills the slots.</summary>
    public CacheRemapper(string path, RemapCase remapCase)
    {
        _case = remapCase;
        int slots = remapCase.Slots * remapCase.Threads;
        _cache = WindowCache.Create(new WindowCacheOptions { WindowSize = remapCase.WindowSize, SlotCount = slots, InitialSlots = slots, MaxSlots = slots });
        _file = _cache.Open(path);
        _next = new long[remapCase.Threads];
        _ = Run(remapCase.Windows);
        _remaps = 0;
        _before = _cache.GetStatistics().Misses;
    }

    public string Name => Data.PartNames.Own;

    public double Run(int remaps)
    {
        _remaps += (long)remaps * _case.Threads;
        double[] times = new double[_case.Threads];
        using Barrier start = new(_case.Threads);
        Thread[] others = [.. Enumerable.Range(1, _case.Threads - 1).Select(number => new Thread(() => times[number] = Walk(number, remaps, start)))];
        Array.ForEach(others, static thread => thread.Start());
        times[0] = Walk(0, remaps, start);
        Array.ForEach(others, static thread => thread.Join());
        return times.Average() / remaps;
    }

    public string? Complaint()
    {
        long misses = _cache.GetStatistics().Misses - _before;
        return misses != _remaps ? $"{_remaps} remaps were {misses} misses." : _cache.Audit() is [var found, ..] ? found : null;
    }

    public void Dispose()
    {
        _file.Dispose();
        _cache.Dispose();
    }

    private double Walk(int thread, int remaps, Barrier ready)
    {
        long next = _next[thread];
        long first = (long)thread * _case.Windows;
        ready.SignalAndWait();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < remaps; i++, next++)
        {
            using Window window = _file.Acquire((first + (next * RemapCase.Stride % _case.Windows)) * _case.WindowSize);
        }

        long ticks = Stopwatch.GetTimestamp() - start;
        _next[thread] = next;
        return ticks * s_nanosecondsPerTick;
    }
}
