using MappingCache.Platform.Linux.Serving;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MappingCache.AspNetCore.Transport;

/// <summary>
/// Ends a connection whose client takes a file more slowly than the server allows. The server counts bytes that it is given
/// to write, and does not know of ranges of files. What the client's system has acknowledged counts: a large buffer takes
/// nothing for minutes from a slow client that is alive. Thread-safe.
/// </summary>
/// <param name="loop">The connection's loop.</param>
/// <param name="getBytesTaken">How many bytes the client's system has acknowledged; null once the socket is closed. Asked in the loop's thread.</param>
/// <param name="abort">Ends the connection.</param>
/// <param name="time">The time.</param>
internal sealed class DrainWatch(EventLoop loop, Func<long?> getBytesTaken, Action<ConnectionAbortedException> abort, TimeProvider time)
{
    private readonly Lock _lock = new();
    private MinDataRate? _rate;
    private long _since;
    private long? _takenBefore;

    /// <summary>Begins to wait for the client.</summary>
    /// <param name="rate">The least that it has to take; null for no bound.</param>
    public void Begin(MinDataRate? rate)
    {
        lock (_lock)
        {
            (_rate, _takenBefore) = (rate, null);
        }
    }

    /// <summary>The client has taken it all.</summary>
    public void End()
    {
        lock (_lock)
        {
            _rate = null;
        }
    }

    /// <summary>The server's heartbeat, once a second. Whatever is asked of the socket is asked in the thread that closes it.</summary>
    public void Beat()
    {
        lock (_lock)
        {
            if (_rate is null)
            {
                return;
            }
        }

        loop.Schedule(static state => ((DrainWatch)state!).Look(), this);
    }

    private void Look()
    {
        if (getBytesTaken() is not { } taken)
        {
            return;
        }

        lock (_lock)
        {
            if (_takenBefore is not { } before)
            {
                (_since, _takenBefore) = (time.GetTimestamp(), taken);
                return;
            }

            TimeSpan waited = time.GetElapsedTime(_since);
            if (_rate is not { } rate || waited <= rate.GracePeriod || taken - before >= rate.BytesPerSecond * waited.TotalSeconds)
            {
                return;
            }

            _rate = null;
        }

        abort(new ConnectionAbortedException("The client took the response more slowly than the server's minimum data rate."));
    }
}
