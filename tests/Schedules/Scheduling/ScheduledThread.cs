namespace MappingCache.Tests.Schedules;

/// <summary>A thread that goes on only when it is its turn. It outlives the runs that it takes part in: to start one takes longer than a run.</summary>
internal sealed class ScheduledThread : IDisposable
{
    [ThreadStatic]
    private static ScheduledThread? t_current;

    private readonly SemaphoreSlim _turn = new(0);
    private readonly Thread _thread;
    private Scheduler? _scheduler;
    private Action? _work;
    private Func<bool>? _isWoken;
    private bool _ends;

    public ScheduledThread(int number)
    {
        Number = number;
        _thread = new Thread(Work) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>The one that this is; null outside the runs.</summary>
    public static ScheduledThread? Current => t_current;

    public int Number { get; }

    /// <summary>Where it stands while it is not its turn.</summary>
    public string At { get; private set; } = Places.Start;

    public bool IsFinished { get; private set; }

    /// <summary>Whether it only looks again and again for what another is doing: then it is not its turn until there is progress.</summary>
    public bool IsSpinning { get; private set; }

    /// <summary>How much progress there was when it looked last.</summary>
    public int SpunAt { get; private set; }

    /// <summary>Whether it sleeps, and nobody has woken it.</summary>
    public bool IsAsleep => _isWoken is { } isWoken && !isWoken();

    /// <summary>Gives it something to do, when it is its turn.</summary>
    public void Begin(Scheduler scheduler, Action work)
    {
        (_scheduler, _work, _isWoken) = (scheduler, work, null);
        (At, IsFinished, IsSpinning) = (Places.Start, false, false);
    }

    /// <summary>Makes it its turn.</summary>
    public void Go() => _turn.Release();

    /// <summary>Called by the thread itself: it stands at a place, and goes on when it is its turn.</summary>
    public void Stand(string place)
    {
        At = place;
        IsSpinning = place == Places.Spin || (IsSpinning && Places.IsLooking(place));
        SpunAt = _scheduler!.Progress;
        if (_scheduler.PassOn(this) is { } next && next != this)
        {
            next.Go();
            _turn.Wait();
        }

        _scheduler.ThrowIfAbandoned();
    }

    /// <summary>Called by the thread itself: it sleeps until it is woken.</summary>
    public void Sleep(Func<bool> isWoken)
    {
        _isWoken = isWoken;
        Stand(Places.Sleep);
        _isWoken = null;
    }

    public void Dispose()
    {
        _ends = true;
        Go();
        _thread.Join();
        _turn.Dispose();
    }

    private void Work()
    {
        t_current = this;
        while (true)
        {
            _turn.Wait();
            if (_ends)
            {
                return;
            }

            Scheduler scheduler = _scheduler!;
            try
            {
                scheduler.ThrowIfAbandoned();
                _work!();
            }
            catch (AbandonedException)
            {
                // The run says itself why it has failed.
            }
            catch (Exception thrown)
            {
                scheduler.Fail($"thread {Number} at {At}: {thrown}");
            }

            _isWoken = null;
            IsSpinning = false;
            IsFinished = true;
            scheduler.PassOn(this)?.Go();
        }
    }
}
