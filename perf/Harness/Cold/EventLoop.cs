using System.Collections.Concurrent;
using System.Diagnostics;

namespace MappingCache.Harness.Cold;

/// <summary>
/// A thread that does one thing after the other, as the loop of a server does. A clock asks it for something every
/// millisecond; how long that waits is how late everything else is that the loop has to do.
/// </summary>
internal sealed class EventLoop : SynchronizationContext, IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);
    private static readonly double s_microsecondsPerTick = 1e6 / Stopwatch.Frequency;

    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _work = [];
    private readonly List<double> _late = [];

    /// <summary>Runs tasks on the calling thread until all are done.</summary>
    /// <param name="start">Starts the tasks.</param>
    /// <returns>How late the clock's wishes were granted, in microseconds.</returns>
    public IReadOnlyList<double> Run(Func<Task> start)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        using Timer clock = new(_ => Tick(), state: null, s_tick, s_tick);
        try
        {
            Task all = start();
            while (!all.IsCompleted)
            {
                (SendOrPostCallback callback, object? state) = _work.Take();
                callback(state);
            }

            all.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }

        return _late;
    }

    public override void Post(SendOrPostCallback d, object? state) => _work.Add((d, state));

    public void Dispose() => _work.Dispose();

    private void Tick()
    {
        long wished = Stopwatch.GetTimestamp();
        try
        {
            _work.Add((_ => _late.Add((Stopwatch.GetTimestamp() - wished) * s_microsecondsPerTick), null));
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended, and with it all that it may be late for.
        }
    }
}
