namespace MappingCache.Tests.Schedules;

/// <summary>Runs programs under schedules, each from the start, and checks every run.</summary>
internal sealed class Explorer : IDisposable
{
    private const int MostThreads = 4;

    private readonly ScheduledThread[] _threads = [.. Enumerable.Range(0, MostThreads).Select(static number => new ScheduledThread(number))];

    /// <summary>Runs a program under every schedule within its bound, until one fails.</summary>
    public Report Explore(Program program)
    {
        Exploration exploration = new(program.Preemptions);
        int runs = 0;
        bool isExhaustive = false;
        Failure? failure = null;
        while (failure is null && !isExhaustive)
        {
            runs++;
            failure = Run(program, exploration);
            isExhaustive = failure is null && !exploration.MoveNext();
        }

        return new Report(program, runs, isExhaustive, failure);
    }

    /// <summary>Runs a program under one schedule: the next of an exploration, or one that was written down (<see cref="Replay"/>).</summary>
    /// <returns>What is wrong; null if nothing is.</returns>
    public Failure? Run(Program program, ISteering steering)
    {
        using World<Scheduled> world = new(program.Setting, program.Threads.Length);
        program.Before(new Client<Scheduled>(world, thread: program.Threads.Length - 1));
        using Scheduler scheduler = new(_threads[..program.Threads.Length], steering);
        Func<SchedulePoint, bool>? twin = program.Twin?.Invoke(world.Engine);
        scheduler.Run([.. program.Threads.Select((thread, number) => (Action)(() =>
        {
            Scheduled.Take(twin);
            thread(world.Clients[number]);
        }))]);
        string? wrong = scheduler.Failure ?? world.Finish();
        return wrong is null ? null : new Failure(wrong, scheduler.Schedule.ToString());
    }

    public void Dispose() => Array.ForEach(_threads, static thread => thread.Dispose());
}
