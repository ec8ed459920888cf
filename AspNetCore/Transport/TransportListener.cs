using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using MappingCache.Platform.Linux.Serving;
using Microsoft.AspNetCore.Connections;

namespace MappingCache.AspNetCore.Transport;

/// <summary>Accepts connections for Kestrel, when it asks for the next one, and deals them to the event loops in turn.</summary>
internal sealed class TransportListener : IConnectionListener, IPolled, IValueTaskSource
{
    // Out of descriptors or memory: tried again after a while, since nobody tells when there are some.
    private static readonly TimeSpan s_shortage = TimeSpan.FromMilliseconds(100);

    // Connections that go before they are accepted come one by one. More in a row are a system that does not let us accept.
    private const int MostTroubles = 64;

    private readonly Lock _lock = new();
    private readonly ServedListener _listener;
    private readonly EventLoop[] _loops;
    private readonly TransportSettings _settings;
    private ManualResetValueTaskSourceCore<bool> _arrival = new() { RunContinuationsAsynchronously = true };
    private long _id;
    private uint _turn;
    private int _isUnbound;
    private bool _hasArrived;
    private bool _isWaiting;

    private TransportListener(ServedListener listener, EventLoop[] loops, TransportSettings settings) =>
        (_listener, _loops, _settings) = (listener, loops, settings);

    /// <inheritdoc/>
    public EndPoint EndPoint => _listener.EndPoint;

    /// <summary>Binds, and listens.</summary>
    /// <exception cref="AddressInUseException">The end point is taken.</exception>
    /// <exception cref="SocketException">It may not be bound.</exception>
    /// <exception cref="IOException">The system does not watch the socket.</exception>
    public static TransportListener Bind(EndPoint endPoint, EventLoop[] loops, TransportSettings settings)
    {
        ServedListener socket;
        try
        {
            socket = new ServedListener(endPoint, settings.Options.Backlog, settings.Options.NoDelay);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(exception.Message, exception);
        }

        TransportListener listener = new(socket, loops, settings);
        OsError error = loops[0].Watch(socket.Descriptor, listener, out listener._id);
        if (error.IsError)
        {
            loops[0].Forget(listener._id);
            socket.Dispose();
            throw new IOException($"The socket at {endPoint} cannot be watched: {error}.");
        }

        return listener;
    }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        for (int troubles = 0; ; troubles++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SocketError error = _listener.Accept(out ServedSocket? socket, out EndPoint? peer);
            if (socket is not null)
            {
                TransportConnection connection = new(_loops[_turn++ % _loops.Length], _listener, socket, peer, _settings);
                if (connection.Start())
                {
                    return connection;
                }
            }
            else if (error == SocketError.OperationAborted)
            {
                return null;
            }
            else if (error == SocketError.WouldBlock)
            {
                await ArrivalAsync().ConfigureAwait(false);
                troubles = 0;
            }
            else if (troubles >= MostTroubles || error is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                TransportLog.NotAccepted(_settings.Logger, EndPoint, error);
                await Task.Delay(s_shortage, CancellationToken.None).ConfigureAwait(false);
                troubles = 0;
            }

            // Anything else was the trouble of a connection that has gone before it was accepted.
        }
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        Unbind();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Unbind();
        return default;
    }

    /// <inheritdoc/>
    public void OnEvents(SocketEvents events) => Arrive();

    private ValueTask ArrivalAsync()
    {
        lock (_lock)
        {
            if (_hasArrived)
            {
                _hasArrived = false;
                return default;
            }

            _arrival.Reset();
            _isWaiting = true;
            return new ValueTask(this, _arrival.Version);
        }
    }

    // An event that comes between an accept that found nobody and the wait is remembered.
    private void Arrive()
    {
        bool mustTell;
        lock (_lock)
        {
            mustTell = _isWaiting;
            _isWaiting = false;
            _hasArrived = !mustTell;
        }

        if (mustTell)
        {
            _arrival.SetResult(true);
        }
    }

    // Whoever waits for a connection tries once more, and learns it.
    private void Unbind()
    {
        if (Interlocked.Exchange(ref _isUnbound, 1) == 0)
        {
            _loops[0].Forget(_id);
            _listener.Dispose();
        }

        Arrive();
    }

    void IValueTaskSource.GetResult(short token) => _arrival.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _arrival.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _arrival.OnCompleted(continuation, state, token, flags);
}
