namespace MappingCache;

/// <summary>Runs something later, once or every so often, for as long as somebody else refers to it: a cache that is forgotten is not kept alive by its own timer.</summary>
internal sealed class PeriodicRun : IDisposable
{
    private readonly WeakReference<IPeriodic> _target;
    private readonly ITimer _timer;

    /// <summary>Runs it every so often.</summary>
    public PeriodicRun(IPeriodic target, TimeProvider time, TimeSpan interval)
        : this(target, time) => _timer.Change(interval, interval);

    /// <summary>Runs it when <see cref="RunAfter"/> says so.</summary>
    public PeriodicRun(IPeriodic target, TimeProvider time)
    {
        _target = new WeakReference<IPeriodic>(target);

        // Not due before the field is set, which Tick needs. Whoever creates a cache shall not lend its context to
        // the timer.
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(static run => ((PeriodicRun)run!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Runs it once, so much later.</summary>
    public void RunAfter(TimeSpan delay) => _timer.Change(delay, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        if (_target.TryGetTarget(out IPeriodic? target))
        {
            target.Run();
        }
        else
        {
            _timer.Dispose();
        }
    }
}
