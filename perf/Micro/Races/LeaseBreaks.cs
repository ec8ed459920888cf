using System.ComponentModel;
using System.Diagnostics;
using System.Runtime;
using Mono.Unix.Native;

namespace MappingCache.Micro.Races;

/// <summary>
/// How long whoever opens a file for writing is held up by a cache that has a lease on it: with a MiB of the file in its
/// windows, of which none is held, or all are. Floor: nobody has a lease. No race of loops, since each lease is broken once:
/// each operation is one call of open(2), timed by itself, on a file of a cache that was made for it. In rounds as races are;
/// a round counts the median of a few calls, since a call that waits for another thread waits for whatever runs before it.
/// </summary>
internal sealed class LeaseBreaks(RacePlan plan)
{
    public const string Name = "lease-break";

    private const string Idle = "idle-1m";
    private const string Held = "held-1m";
    private const int WindowShift = 16;
    private const int Windows = 16;
    private const int OperationsPerTurn = 8;

    private static readonly string[] s_contenders = [HitRace.Floor, Idle, Held];
    private static readonly double s_nanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    private string? _complaint;

    /// <summary>Measures it.</summary>
    /// <param name="result">What was measured.</param>
    /// <returns>Why the figures mean something else; null if they do not.</returns>
    public string? Measure(out RaceResult result)
    {
        using ScratchFile scratch = ScratchFile.Written(Windows << WindowShift);
        string path = scratch.Path;
        WarmUp(path);
        Turn[][] turns = [.. s_contenders.Select(_ => new Turn[plan.Rounds])];
        long compiled = JitInfo.GetCompiledMethodCount();
        for (int round = 0; round < plan.Rounds; round++)
        {
            for (int i = 0; i < s_contenders.Length; i++)
            {
                int contender = TurnOrder.At(s_contenders.Length, round, i);
                turns[contender][round] = TakeTurn(s_contenders[contender], path);
            }
        }

        compiled = JitInfo.GetCompiledMethodCount() - compiled;
        ContenderResult[] results = [.. s_contenders.Select((name, i) => ContenderResult.Of(name, threads: 1, OperationsPerTurn, turns[i], turns[0]))];
        result = new RaceResult(Name, compiled, results, [PairResult.Of((Held, Idle), results)]);
        return _complaint;
    }

    // As that of a race, but for its turns, which are as long as those that count.
    private void WarmUp(string path)
    {
        long start = Stopwatch.GetTimestamp();
        long last = start;
        long compiled = 0;
        while (Stopwatch.GetElapsedTime(start) < plan.FirstWarmUp || Stopwatch.GetElapsedTime(last) < plan.Quiet)
        {
            Array.ForEach(s_contenders, contender => TakeTurn(contender, path));
            if (JitInfo.GetCompiledMethodCount() is var now && now != compiled)
            {
                compiled = now;
                last = Stopwatch.GetTimestamp();
            }
        }
    }

    private Turn TakeTurn(string contender, string path)
    {
        Turn[] operations = new Turn[OperationsPerTurn];
        for (int i = 0; i < OperationsPerTurn; i++)
        {
            operations[i] = contender == HitRace.Floor ? OpenForWriting(path) : Break(path, areHeld: contender == Held);
        }

        return new Turn(
            Spread.Of(operations.Select(static one => one.Nanoseconds)).Median, operations.Sum(static one => one.AllocatedBytes));
    }

    private Turn Break(string path, bool areHeld)
    {
        using WindowCache cache = WindowCache.Create(
            new WindowCacheOptions { WindowSize = 1 << WindowShift, SlotCount = Windows, FileLeases = FileLeaseMode.Opportunistic });
        using MappedFile file = cache.Open(path);
        WindowLease[] leases = new WindowLease[Windows];
        for (int window = 0; window < Windows; window++)
        {
            leases[window] = file.AcquireAsync((long)window << WindowShift).AsTask().GetAwaiter().GetResult();
        }

        if (!areHeld)
        {
            Array.ForEach(leases, static lease => lease.Dispose());
        }

        Turn turn = OpenForWriting(path);
        CacheStatistics statistics = cache.GetStatistics();
        if ((statistics.FileLeasesBroken, statistics.WindowsSwapped) != (1, areHeld ? Windows : 0))
        {
            _complaint = FormattableString.Invariant(
                $"{statistics.FileLeasesBroken} leases were broken, {statistics.FileLeasesRefused} refused, and {statistics.WindowsSwapped} windows swapped.");
        }

        Array.ForEach(leases, static lease => lease.Dispose());
        return turn;
    }

    private static Turn OpenForWriting(string path)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        int descriptor = Syscall.open(path, OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC);
        long ticks = Stopwatch.GetTimestamp() - start;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        if (descriptor < 0)
        {
            throw new Win32Exception();
        }

        _ = Syscall.close(descriptor);
        return new Turn(ticks * s_nanosecondsPerTick, bytes);
    }
}
