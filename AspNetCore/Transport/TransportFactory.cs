using System.Net;
using MappingCache.Platform.Linux.Serving;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MappingCache.AspNetCore.Transport;

/// <summary>Listens at addresses and Unix domain sockets, for Kestrel. Thread-safe. Other end points are left to the transports that were registered before.</summary>
internal sealed class TransportFactory : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private readonly Lock _lock = new();
    private readonly TransportSettings _settings;
    private EventLoop[]? _loops;
    private bool _isDisposed;

    public TransportFactory(IOptions<MappingCacheTransportOptions> options, ILoggerFactory loggers, IMemoryPoolFactory<byte> pools)
    {
        MappingCacheTransportOptions copy = options.Value.Copy();
        ILogger logger = loggers.CreateLogger("MappingCache.AspNetCore.Transport");
        _settings = new TransportSettings(copy, pools.Create(), logger, copy.GatherLimit);
    }

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint or System.Net.Sockets.UnixDomainSocketEndPoint;

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IConnectionListener>(TransportListener.Bind(endpoint, Loops(), _settings));
    }

    /// <summary>Ends the loops. All connections have ended by then.</summary>
    public void Dispose()
    {
        EventLoop[] loops;
        lock (_lock)
        {
            _isDisposed = true;
            loops = _loops ?? [];
            _loops = null;
        }

        foreach (EventLoop loop in loops)
        {
            loop.Dispose();
        }

        _settings.Pool.Dispose();
    }

    // With the first listener: a factory that nobody binds by has no thread.
    private EventLoop[] Loops()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _loops ??= [.. Enumerable.Range(0, _settings.Options.LoopCount).Select(static index => EventLoop.Start($"MappingCache loop {index}"))];
        }
    }
}
