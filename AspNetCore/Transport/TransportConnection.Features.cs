using System.Buffers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace MappingCache.AspNetCore.Transport;

/// <content>What it tells of itself.</content>
internal sealed partial class TransportConnection :
    IConnectionIdFeature,
    IConnectionItemsFeature,
    IConnectionTransportFeature,
    IConnectionLifetimeFeature,
    IConnectionEndPointFeature,
    IConnectionSocketFeature,
    IMemoryPoolFeature
{
    private readonly Lock _viewLock = new();
    private Socket? _view;
    private bool _isViewClosed;

    /// <inheritdoc/>
    public MemoryPool<byte> MemoryPool { get; }

    /// <summary>The socket, for those who ask it or set its options. What they receive or send is missing from the connection's own.</summary>
    /// <exception cref="ObjectDisposedException">The connection has ended.</exception>
    public Socket Socket
    {
        get
        {
            lock (_viewLock)
            {
                ObjectDisposedException.ThrowIf(_isViewClosed, this);
                return _view ??= _socket.View();
            }
        }
    }

    private FeatureCollection MakeFeatures()
    {
        FeatureCollection features = new(initialCapacity: 16);
        features.Set<IConnectionIdFeature>(this);
        features.Set<IConnectionItemsFeature>(this);
        features.Set<IConnectionTransportFeature>(this);
        features.Set<IConnectionLifetimeFeature>(this);
        features.Set<IConnectionEndPointFeature>(this);
        features.Set<IConnectionSocketFeature>(this);
        features.Set<IMemoryPoolFeature>(this);
        features.Set(this);
        return features;
    }

    // Before the descriptor is closed: its number may be another's soon.
    private void CloseView()
    {
        lock (_viewLock)
        {
            _isViewClosed = true;
            _view?.Dispose();
        }
    }
}
