using System.Diagnostics;

namespace MappingCache.HitRatio.Worst;

/// <summary>
/// A cache whose slots are all mapped, and requests for windows that are not, one at a time: before each the cache is
/// brought into the state that makes it pay most.
/// </summary>
internal abstract class Trial : IDisposable
{
    // Far enough apart that none follows another, and beyond those that fill the cache.
    private const int Stride = 3;
    private const long Windows = 1L << 32;

    private long _fresh;

    /// <summary>Fills a cache.</summary>
    protected Trial(EvictionKind eviction, int slots, bool withLight)
    {
        Eviction = eviction;
        Slots = slots;
        WithLight = withLight;
        Cache = new UnmappedCache(slots, Windows, eviction);
        for (long window = 0; window < slots; window++)
        {
            Cache.Touch(window);
        }

        _fresh = slots;
        if (withLight)
        {
            // One is enough: from then on every claim has to reckon with others.
            Cache.TouchLight(slots - 1);
        }
    }

    /// <summary>What the cache is brought into.</summary>
    public abstract string Name { get; }

    protected EvictionKind Eviction { get; }

    protected int Slots { get; }

    protected bool WithLight { get; }

    protected UnmappedCache Cache { get; }

    /// <summary>Measures requests.</summary>
    /// <param name="runs">How many.</param>
    /// <param name="warmUp">How long to make requests that are not measured, before.</param>
    public WorstCase Measure(int runs, TimeSpan warmUp)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < warmUp)
        {
            Pay(out _);
        }

        long most = 0;
        double[] microseconds = new double[runs];
        for (int run = 0; run < runs; run++)
        {
            microseconds[run] = Pay(out long looks).TotalMicroseconds;
            most = Math.Max(most, looks);
        }

        Array.Sort(microseconds);
        return new WorstCase(Eviction.ToString(), Name, Slots, most, microseconds[runs / 2], microseconds[runs * 9 / 10], microseconds[^1], runs);
    }

    public void Dispose()
    {
        Release();
        Cache.Dispose();
    }

    /// <summary>Brings the cache into the state.</summary>
    protected abstract void Prepare();

    /// <summary>Lets go of what is held at the end.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>A window that was never asked for.</summary>
    protected long NextFresh() => _fresh += Stride;

    /// <summary>Requests windows until the next has to choose for itself: what was claimed together with an earlier one is used up.</summary>
    protected void UseUpSpares()
    {
        while (!Cache.Engine.Supply.Spares.IsEmpty)
        {
            Cache.Touch(NextFresh());
        }
    }

    private TimeSpan Pay(out long looks)
    {
        UseUpSpares();
        Prepare();
        long window = NextFresh();
        long before = Cache.Engine.Counters.Looks;
        long start = Stopwatch.GetTimestamp();
        Cache.Touch(window);
        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        looks = Cache.Engine.Counters.Looks - before;
        return taken;
    }
}
