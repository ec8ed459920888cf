using System.Diagnostics;

namespace MappingCache;

/// <summary>What the slow paths count; one shared counter each, since a miss costs a hundred times as much. Hits are counted by <see cref="ThreadRecord"/>.</summary>
internal sealed class CacheCounters
{
    private long _misses;
    private long _failures;
    private long _evictions;
    private long _letGo;
    private long _waits;
    private long _waitTicks;
    private long _refusals;
    private long _remaps;
    private long _lightOverflows;
    private long _copies;
    private long _fileLeasesBroken;
    private long _fileLeasesRefused;
    private long _swaps;
    private int _peakInUse;
    private long _looks;
    private int _longestSweep;

    public long Misses => Volatile.Read(ref _misses);

    public long Failures => Volatile.Read(ref _failures);

    public long Evictions => Volatile.Read(ref _evictions);

    public long LetGo => Volatile.Read(ref _letGo);

    public long Waits => Volatile.Read(ref _waits);

    public TimeSpan WaitTime => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _waitTicks));

    public long Refusals => Volatile.Read(ref _refusals);

    public long Remaps => Volatile.Read(ref _remaps);

    public long LightOverflows => Volatile.Read(ref _lightOverflows);

    public long Copies => Volatile.Read(ref _copies);

    public long FileLeasesBroken => Volatile.Read(ref _fileLeasesBroken);

    public long FileLeasesRefused => Volatile.Read(ref _fileLeasesRefused);

    public long Swaps => Volatile.Read(ref _swaps);

    public int PeakInUse => Volatile.Read(ref _peakInUse);

    /// <summary>Slots that all searches for one to evict have looked at.</summary>
    public long Looks => Volatile.Read(ref _looks);

    public int LongestSweep => Volatile.Read(ref _longestSweep);

    public void AddMiss(bool remap)
    {
        Interlocked.Increment(ref _misses);
        if (remap)
        {
            Interlocked.Increment(ref _remaps);
        }
    }

    public void AddCopy() => Interlocked.Increment(ref _copies);

    public void AddFileLeaseBroken() => Interlocked.Increment(ref _fileLeasesBroken);

    public void AddFileLeaseRefused() => Interlocked.Increment(ref _fileLeasesRefused);

    public void AddSwap() => Interlocked.Increment(ref _swaps);

    public void AddFailure() => Interlocked.Increment(ref _failures);

    /// <summary>An idle window was given up: to make room, or without need.</summary>
    public void AddGivenUp(bool needed) => Interlocked.Increment(ref needed ? ref _evictions : ref _letGo);

    public void AddLightOverflow() => Interlocked.Increment(ref _lightOverflows);

    public void AddRefusal() => Interlocked.Increment(ref _refusals);

    public void AddWait(long startTicks)
    {
        Interlocked.Increment(ref _waits);
        Interlocked.Add(ref _waitTicks, Stopwatch.GetTimestamp() - startTicks);
    }

    public void SawInUse(int slots) => Raise(ref _peakInUse, slots);

    /// <summary>A search for a slot to evict has ended, with or without one.</summary>
    public void SawSweep(int looks)
    {
        Interlocked.Add(ref _looks, looks);
        Raise(ref _longestSweep, looks);
    }

    private static void Raise(ref int most, int value)
    {
        int seen = Volatile.Read(ref most);
        while (value > seen)
        {
            int found = Interlocked.CompareExchange(ref most, value, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }
}
