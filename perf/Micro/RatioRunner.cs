using System.Diagnostics;
using System.Runtime;

namespace MappingCache.Micro;

/// <summary>
/// Measures the cache and its floor in alternating rounds of one process. On a machine that others use too, figures of
/// one minute do not compare with those of the next, but both sides of a round meet about the same disturbances.
/// </summary>
internal sealed class RatioRunner(RatioPlan plan)
{
    private const int ShortRound = 1024;

    /// <summary>Sets up, warms up and measures one work.</summary>
    public RatioResult Measure(string name)
    {
        using Work work = WorkCatalog.Create(name);

        // Made once: each conversion of a method to a delegate allocates, which would count against the cache.
        Action<int> runOurs = work.Ours;
        Action<int> runFloor = work.Floor;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        WarmUp(runOurs, runFloor);
        int ours = Calibrate(runOurs);
        int floor = Calibrate(runFloor);
        RatioRound[] rounds = new RatioRound[plan.Rounds];
        long allocated = 0;
        long compiled = JitInfo.GetCompiledMethodCount();
        for (int i = 0; i < rounds.Length; i++)
        {
            rounds[i] = Measure(runOurs, ours, runFloor, floor, oursFirst: i % 2 == 0, ref allocated);
        }

        compiled = JitInfo.GetCompiledMethodCount() - compiled;
        work.Check();
        return new RatioResult(name, ours, floor, allocated, compiled, rounds);
    }

    private static RatioRound Measure(Action<int> runOurs, int ours, Action<int> runFloor, int floor, bool oursFirst, ref long allocated)
    {
        double floorTime = oursFirst ? 0 : Time(runFloor, floor);
        long before = GC.GetAllocatedBytesForCurrentThread();
        double oursTime = Time(runOurs, ours);
        allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        return new RatioRound(oursFirst, oursTime, oursFirst ? Time(runFloor, floor) : floorTime);
    }

    // By rounds like those that count, only short: the JIT counts calls before it compiles a method better, and what
    // measures is to be settled as well as what is measured.
    private void WarmUp(Action<int> runOurs, Action<int> runFloor)
    {
        long start = Stopwatch.GetTimestamp();
        long ignored = 0;
        for (int i = 0; Stopwatch.GetElapsedTime(start) < plan.WarmUp; i++)
        {
            _ = Measure(runOurs, ShortRound, runFloor, ShortRound, oursFirst: i % 2 == 0, ref ignored);
        }
    }

    // How many operations fill a round. The best of a few tries: one that was interrupted would make the rounds short.
    private int Calibrate(Action<int> side)
    {
        double best = double.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            best = Math.Min(best, Time(side, ShortRound));
        }

        return Math.Max(1, (int)(plan.RoundTime.TotalNanoseconds / best));
    }

    /// <returns>Nanoseconds per operation.</returns>
    private static double Time(Action<int> side, int operations)
    {
        long start = Stopwatch.GetTimestamp();
        side(operations);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / operations;
    }
}
