using System.Diagnostics;
using System.Runtime;

namespace MappingCache.Micro.Races;

/// <summary>
/// Measures the contenders of a race in rounds of one process, each contender once a round. On a machine that others use
/// too, figures of one minute do not compare with those of the next, but all turns of a round meet about the same
/// disturbances.
/// </summary>
internal sealed class RaceRunner(RacePlan plan)
{
    // Enough to be timed, and soon done even by the slowest.
    private const int MinOperations = 512;

    // The part of a turn that is walked before it is timed, so that nobody pays for what the one before has pushed out
    // of the processor's caches; and after it, until all threads are done, so that none is timed while it is alone.
    private const int LeadParts = 8;

    private const int Tries = 8;

    // Finer than TimeSpan has it.
    private static readonly double s_nanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    /// <summary>Runs a race without measuring it, until the JIT has settled; once in a process, before anything is measured.</summary>
    public void Settle(Race race)
    {
        using Team team = CreateTeam(race);
        WarmUp(team, race, plan.FirstWarmUp);
    }

    /// <summary>Warms up and measures a race.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="race">The race, set up.</param>
    public RaceResult Measure(string name, Race race)
    {
        using Team team = CreateTeam(race);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        WarmUp(team, race, plan.WarmUp);
        int[] operations = [.. race.Contenders.Select(contender => Calibrate(team, contender, plan.TurnTime))];
        Turn[][] turns = [.. race.Contenders.Select(_ => new Turn[plan.Rounds])];
        long compiled = JitInfo.GetCompiledMethodCount();
        for (int round = 0; round < plan.Rounds; round++)
        {
            Run(team, race, operations, round, (contender, turn) => turns[contender][round] = turn);
        }

        compiled = JitInfo.GetCompiledMethodCount() - compiled;
        ContenderResult[] results =
        [
            .. race.Contenders.Select((contender, i) => ContenderResult.Of(contender.Name, contender.Walkers.Count, operations[i], turns[i], turns[0])),
        ];
        return new RaceResult(name, compiled, results, [.. race.Pairs.Select(pair => PairResult.Of(pair, results))]);
    }

    private static Team CreateTeam(Race race) => new(race.Contenders.Max(static contender => contender.Walkers.Count));

    // By rounds like those that count, only short: the JIT counts calls before it compiles a method better, and what
    // measures is to be settled as well as what is measured.
    private void WarmUp(Team team, Race race, TimeSpan least)
    {
        TimeSpan turnTime = plan.TurnTime / LeadParts;
        long start = Stopwatch.GetTimestamp();
        long last = start;
        long compiled = 0;
        int[] operations = new int[race.Contenders.Count];
        for (int round = 0; Stopwatch.GetElapsedTime(start) < least || Stopwatch.GetElapsedTime(last) < plan.Quiet; round++)
        {
            Run(team, race, operations, round, (contender, turn) => operations[contender] = OperationsIn(turnTime, turn));
            if (JitInfo.GetCompiledMethodCount() is var now && now != compiled)
            {
                compiled = now;
                last = Stopwatch.GetTimestamp();
            }
        }
    }

    // Every contender once.
    private static void Run(Team team, Race race, int[] operations, int round, Action<int, Turn> done)
    {
        for (int i = 0; i < race.Contenders.Count; i++)
        {
            int contender = TurnOrder.At(race.Contenders.Count, round, i);
            done(contender, Take(team, race.Contenders[contender], operations[contender]));
        }
    }

    // How many operations fill a turn. The best of a few tries: one that was interrupted would make the turns short.
    private static int Calibrate(Team team, Contender contender, TimeSpan turnTime)
    {
        int operations = MinOperations;
        for (int i = 0; i < Tries; i++)
        {
            operations = Math.Max(operations, OperationsIn(turnTime, Take(team, contender, operations)));
        }

        return operations;
    }

    private static int OperationsIn(TimeSpan time, Turn turn) =>
        (int)Math.Clamp(time.TotalNanoseconds / turn.Nanoseconds, MinOperations, int.MaxValue / 2);

    private static Turn Take(Team team, Contender contender, int operations)
    {
        operations = Math.Max(operations, MinOperations);
        Turn[] turns = new Turn[contender.Walkers.Count];
        using CountdownEvent running = new(turns.Length);
        team.Run(thread =>
        {
            if (thread < turns.Length)
            {
                turns[thread] = Take(contender.Walkers[thread], operations, running);
            }
        });
        return new Turn(turns.Average(static turn => turn.Nanoseconds), turns.Sum(static turn => turn.AllocatedBytes));
    }

    private static Turn Take(Walker walker, int operations, CountdownEvent running)
    {
        int lead = Math.Max(1, operations / LeadParts);
        Turn turn;
        try
        {
            walker.Walk(lead);
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            walker.Walk(operations);
            long ticks = Stopwatch.GetTimestamp() - start;
            turn = new Turn(ticks * s_nanosecondsPerTick / operations, GC.GetAllocatedBytesForCurrentThread() - bytes);
        }
        finally
        {
            running.Signal();
        }

        while (!running.IsSet)
        {
            walker.Walk(lead);
        }

        return turn;
    }
}
