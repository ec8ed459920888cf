using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MappingCache.AspNetCore.Transport;

/// <summary>Ends a connection whose client takes a file more slowly than the server allows. The server counts bytes that it is given to write, and does not know of ranges of files; its heartbeat calls here. Thread-safe.</summary>
internal sealed class DrainWatch(TransportConnection connection, TimeProvider time)
{
    private readonly Lock _lock = new();
    private MinDataRate? _rate;
    private long _since;
    private long _sentBefore;

    /// <summary>Begins to wait for the client.</summary>
    /// <param name="rate">The least that it has to take; null for no bound.</param>
    public void Begin(MinDataRate? rate)
    {
        lock (_lock)
        {
            (_rate, _since, _sentBefore) = (rate, time.GetTimestamp(), connection.Output.TotalSent);
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

    /// <summary>Looks, once a second.</summary>
    public void Look()
    {
        lock (_lock)
        {
            TimeSpan waited = time.GetElapsedTime(_since);
            if (_rate is not { } rate || waited <= rate.GracePeriod || connection.Output.TotalSent - _sentBefore >= rate.BytesPerSecond * waited.TotalSeconds)
            {
                return;
            }

            _rate = null;
        }

        connection.Abort(new ConnectionAbortedException("The client took the response more slowly than the server's minimum data rate."));
    }
}
