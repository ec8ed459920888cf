using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace MappingCache.AspNetCore.Transport;

/// <content>Waiting for a client to take ranges of files.</content>
internal sealed partial class TransportConnection
{
    private DrainWatch? _watch;

    /// <summary>Ranges up to this length are copied from their windows.</summary>
    public long GatherLimit { get; }

    /// <summary>Completes when all that was flushed is sent, or the connection has ended, as it does if the client takes it too slowly.</summary>
    /// <param name="context">The request that waits, whose minimum data rate counts.</param>
    public ValueTask<FlushResult> DrainAsync(HttpContext context)
    {
        ValueTask<FlushResult> drain = _output.DrainAsync();
        return drain.IsCompletedSuccessfully ? drain : WatchAsync(drain, context);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FlushResult> WatchAsync(ValueTask<FlushResult> drain, HttpContext context)
    {
        DrainWatch watch = _watch ??= MakeWatch();
        watch.Begin(context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate);
        try
        {
            return await drain.ConfigureAwait(false);
        }
        finally
        {
            watch.End();
        }
    }

    // In the loop's thread, which closes the socket.
    private long? GetBytesTaken() => _isSocketClosed ? null : _output.TotalSent - _socket.GetBytesUnderWay();

    private DrainWatch MakeWatch()
    {
        DrainWatch watch = new(Loop, GetBytesTaken, Abort, TimeProvider.System);
        Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static state => ((DrainWatch)state).Beat(), watch);
        return watch;
    }
}
