namespace MappingCache.Tests.Schedules;

/// <summary>What some threads do to a cache, to be run under all schedules with so many preemptions.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Setting">The cache.</param>
/// <param name="Threads">What each thread does.</param>
internal sealed record Program(string Name, Setting Setting, params Action<Client<Scheduled>>[] Threads)
{
    /// <summary>What is done before, by none of the threads.</summary>
    public Action<Client<Scheduled>> Before { get; init; } = static _ => { };

    /// <summary>Most preemptions in a schedule.</summary>
    public int Preemptions { get; init; } = 2;

    /// <summary>Makes, for a run, what says which steps are taken; null for the product, which takes all.</summary>
    public Func<CacheEngine<Scheduled>, Func<SchedulePoint, bool>>? Twin { get; init; }

    public override string ToString() => Name;
}
