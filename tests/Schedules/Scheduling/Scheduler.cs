namespace MappingCache.Tests.Schedules;

/// <summary>
/// One run of some threads of which exactly one goes on at a time: at every point of the protocol, and at the start of
/// every call, it is decided who is next. Nothing depends on time, so the same decisions make the same run.
/// </summary>
/// <param name="threads">The threads, by their numbers.</param>
/// <param name="steering">Who decides, where there is a choice.</param>
internal sealed class Scheduler(ScheduledThread[] threads, ISteering steering) : IDisposable
{
    // Several times what the longest program takes: whoever needs more does not come to an end.
    private const int MostSteps = 2000;

    private readonly SemaphoreSlim _done = new(0);
    private bool _abandoned;

    /// <summary>What was done.</summary>
    public Schedule Schedule { get; } = new();

    /// <summary>Steps that others may have waited for: all but the looks of those who spin.</summary>
    public int Progress { get; private set; }

    /// <summary>Why the run was abandoned; null if it came to its end.</summary>
    public string? Failure { get; private set; }

    /// <summary>Runs something on each of the threads, to the end.</summary>
    public void Run(IReadOnlyList<Action> works)
    {
        foreach (ScheduledThread thread in threads)
        {
            thread.Begin(this, works[thread.Number]);
        }

        Next(current: null)!.Go();
        _done.Wait();
    }

    /// <summary>Gives the run up. All threads leave it, one after the other.</summary>
    public void Fail(string failure)
    {
        Failure ??= failure;
        _abandoned = true;
    }

    public void ThrowIfAbandoned()
    {
        if (_abandoned)
        {
            throw new AbandonedException();
        }
    }

    /// <summary>Called by the thread whose turn it is, which has taken a step or is finished.</summary>
    /// <returns>Whose turn it is now; null if all are finished, or the run is to be left by the caller first.</returns>
    public ScheduledThread? PassOn(ScheduledThread current)
    {
        Progress += current.IsSpinning ? 0 : 1;
        if (!_abandoned && Next(current) is { } next)
        {
            return next;
        }

        // Only whoever is finished wakes others to leave: they use the cache on their way out.
        ScheduledThread? left = current.IsFinished ? threads.FirstOrDefault(static thread => !thread.IsFinished) : null;
        if (current.IsFinished && left is null)
        {
            _done.Release();
        }

        return left;
    }

    public void Dispose() => _done.Dispose();

    private ScheduledThread? Next(ScheduledThread? current)
    {
        int able = 0;
        int spinning = 0;
        foreach (ScheduledThread thread in threads)
        {
            int bit = thread.IsFinished || thread.IsAsleep ? 0 : 1 << thread.Number;
            bool looksInVain = thread.At == Places.Spin && thread.SpunAt == Progress;
            able |= looksInVain ? 0 : bit;
            spinning |= looksInVain ? bit : 0;
        }

        // What a spinning thread waits for may have happened on its way there.
        able = able == 0 ? spinning : able;
        if (able == 0)
        {
            if (threads.Any(static thread => !thread.IsFinished))
            {
                Fail($"nobody can go on: {Standing()}");
            }

            return null;
        }

        if (Schedule.Steps.Count == MostSteps)
        {
            Fail($"no end after {MostSteps} steps: {Standing()}");
            return null;
        }

        int? mayGoOn = current is not null && (able & (1 << current.Number)) != 0 ? current.Number : null;
        int? next = int.IsPow2(able) ? int.Log2(able) : steering.Choose(Schedule.Steps.Count, able, mayGoOn);
        if (next is not { } number)
        {
            Fail($"at step {Schedule.Steps.Count} the decisions do not fit the run: {Standing()}");
            return null;
        }

        Schedule.Add(number, threads[number].At);
        return threads[number];
    }

    private string Standing() =>
        string.Join(", ", threads.Select(static thread => $"thread {thread.Number} {(thread.IsFinished ? "is finished" : $"stands at {thread.At}")}"));
}
