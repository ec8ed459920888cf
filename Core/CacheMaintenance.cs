namespace MappingCache;

/// <summary>
/// What a cache does from time to time: it lets go of windows that were not used for too long, and of what it should
/// not keep: windows of deleted files, and any while memory is short. Every call of the system is made under no lock.
/// </summary>
internal sealed class CacheMaintenance<TSchedule> : IPeriodic, IDisposable
    where TSchedule : struct, ISchedulePoints
{
    private readonly CacheEngine<TSchedule> _engine;
    private readonly MaintenanceSettings _settings;
    private readonly IdleSweep? _idle;
    private readonly PeriodicRun? _periodic;
    private long _lastSurplus;
    private int _running;

    public CacheMaintenance(CacheEngine<TSchedule> engine, MaintenanceSettings settings)
    {
        _engine = engine;
        _settings = settings;
        _idle = settings.IdleTimeout is { } timeout ? new IdleSweep(engine.Slots, engine.Lights, timeout, settings.Time) : null;
        _lastSurplus = settings.Time.GetTimestamp();
        TimeSpan interval = Shorter(settings.Interval, _idle?.Interval ?? Timeout.InfiniteTimeSpan);
        _periodic = interval == Timeout.InfiniteTimeSpan ? null : new PeriodicRun(this, settings.Time, interval);
    }

    /// <summary>Does what is due. A run that comes while another is at work does nothing.</summary>
    public void Run()
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            return;
        }

        try
        {
            LetGoOfIdle();
            if (_settings.Interval != Timeout.InfiniteTimeSpan && _settings.Time.GetElapsedTime(_lastSurplus) >= _settings.Interval)
            {
                _lastSurplus = _settings.Time.GetTimestamp();
                LetGoOfSurplus();
            }
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>Lets go of windows that were not used for too long. One caller at a time.</summary>
    /// <returns>How many were let go.</returns>
    public int LetGoOfIdle()
    {
        if (_idle is null || _engine.IsClosing)
        {
            return 0;
        }

        return _engine.LetGoOf(_idle);
    }

    /// <summary>Lets go of what the cache should not keep, whether used or not.</summary>
    public void LetGoOfSurplus()
    {
        if (_engine.IsClosing)
        {
            return;
        }

        _engine.LetGoOfDetached();
        _engine.LetGoOfDeletedFiles();
        _engine.LimitIdleFiles();
        _ = _engine.Trim(int.MaxValue, _engine.Layout.MaxMappedBytes);
        switch (_settings.Pressure?.Read())
        {
            case MemoryPressure.Some:
                _engine.LetGoOfInactive(part: 2);
                break;
            case MemoryPressure.Much:
                _engine.LetGoOfInactive(part: 1);
                break;
        }
    }

    /// <summary>Ends the periodic runs.</summary>
    public void Dispose() => _periodic?.Dispose();

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) =>
        a == Timeout.InfiniteTimeSpan || (b != Timeout.InfiniteTimeSpan && b < a) ? b : a;
}
