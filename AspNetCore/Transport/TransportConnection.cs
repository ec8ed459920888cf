using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using MappingCache.Platform.Linux.Serving;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace MappingCache.AspNetCore.Transport;

/// <summary>A connection as the server sees it. Its event loop receives, and sends what could not be sent at once.</summary>
internal sealed partial class TransportConnection : ConnectionContext, IPolled, IOutputOwner
{
    // As Kestrel does it: half a block of its pool.
    private const int LeastRoom = 2048;

    // Then others have their turn.
    private const int ReceivesAtOnce = 16;

    private readonly ServedSocket _socket;
    private readonly ILogger _logger;
    private readonly bool _finOnAbort;
    private readonly PipeWriter _received;
    private readonly TransportOutput _output;
    private readonly Action _resume;
    private readonly CancellationTokenSource _closedSource = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ValueTaskAwaiter<FlushResult> _pause;
    private HeldWriter? _held;

    // How often others have set the transport; the constructor's own does not count.
    private int _replacements = -1;
    private long _id;
    private bool _isPaused;
    private bool _hasEnded;
    private bool _isClosing;
    private bool _resets;
    private bool _isSocketClosed;
    private Exception? _reason;

    public TransportConnection(EventLoop loop, ServedListener listener, ServedSocket socket, EndPoint? peer, TransportSettings settings)
    {
        Loop = loop;
        _socket = socket;
        _logger = settings.Logger;
        _finOnAbort = settings.Options.FinOnAbort;
        MemoryPool = settings.Pool;
        GatherLimit = settings.GatherLimit;
        RemoteEndPoint = peer;
        LocalEndPoint = listener.LocalEndPointOf(socket);
        ConnectionClosed = _closedSource.Token;
        ConnectionId = ConnectionIds.Next();
        bool isInline = settings.Options.Scheduling == TransportScheduling.Inline;
        IsInline = isInline;
        long limit = settings.Options.MaxReadBufferSize;
        Pipe pipe = new(new PipeOptions(MemoryPool, isInline ? PipeScheduler.Inline : PipeScheduler.ThreadPool, loop, limit, limit / 2, useSynchronizationContext: false));
        _received = pipe.Writer;
        _output = new TransportOutput(this, new SocketOutput(socket, settings.GatherLimit, TransportSettings.Quantum), MemoryPool, settings.Options.MaxWriteBufferSize, isInline);
        _resume = Resume;
        Original = new DuplexPipe(pipe.Reader, _output);
        Transport = Original;
        Features = MakeFeatures();
    }

    /// <inheritdoc/>
    public EventLoop Loop { get; }

    /// <summary>What the server writes to.</summary>
    public TransportOutput Output => _output;

    /// <summary>The two ends as they were, before any middleware put others before them.</summary>
    public IDuplexPipe Original { get; }

    /// <summary>Whether the application runs in the loop's thread.</summary>
    public bool IsInline { get; }

    /// <summary>The server's own writer of bodies, once it is known. For the request that is being answered.</summary>
    public PipeWriter? BodyWriter { get; set; }

    /// <summary>The body that requests of this connection get, one after the other; whoever makes it keeps it here.</summary>
    public IHttpResponseBodyFeature? Body { get; set; }

    /// <summary>A writer whose flushes let what they come to on this connection leave together. For the response that is being written.</summary>
    /// <param name="inner">The response's writer.</param>
    public PipeWriter Holding(PipeWriter inner)
    {
        _held ??= new HeldWriter(_output);
        _held.Inner = inner;
        return _held;
    }

    /// <inheritdoc/>
    public override string ConnectionId { get; set; }

    /// <inheritdoc/>
    public override IFeatureCollection Features { get; }

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    /// <inheritdoc/>
    public override IDuplexPipe Transport
    {
        get;
        set
        {
            field = value;
            _replacements++;
        }
    }

    /// <summary>Whether the server's own TLS, and nothing else, writes to the output: of that it is known how it flushes.</summary>
    public bool IsUnderServersOwnTls =>
        _replacements == 1 && Transport.GetType().Assembly == typeof(KestrelServer).Assembly && Features.Get<ITlsHandshakeFeature>() is not null;

    /// <inheritdoc/>
    public override CancellationToken ConnectionClosed { get; set; }

    /// <summary>Begins to receive.</summary>
    /// <returns>False if the system does not watch the socket; it is closed then.</returns>
    public bool Start()
    {
        OsError error = Loop.Watch(_socket.Descriptor, this, out _id);
        if (!error.IsError)
        {
            return true;
        }

        Loop.Forget(_id);
        _socket.Close(resets: true);
        _closedSource.Dispose();
        TransportLog.NotWatched(_logger, error.ToString());
        return false;
    }

    /// <summary>Breaks the connection off.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => BreakOff(abortReason);

    /// <inheritdoc/>
    public void BreakOff(Exception reason)
    {
        // The first reason is what the reader is told.
        _ = Interlocked.CompareExchange(ref _reason, reason, null);
        Loop.Schedule(static state => ((TransportConnection)state!).Close(resets: true), this);
    }

    /// <summary>Ends the connection, once what was written is sent, and waits for that.</summary>
    public override async ValueTask DisposeAsync()
    {
        await Original.Input.CompleteAsync().ConfigureAwait(false);
        await Original.Output.CompleteAsync().ConfigureAwait(false);
        await _closed.Task.ConfigureAwait(false);
        await _told.Task.ConfigureAwait(false);
        _closedSource.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void OnEvents(SocketEvents events)
    {
        try
        {
            if ((events & (SocketEvents.Writable | SocketEvents.Error | SocketEvents.HangUp)) != SocketEvents.None)
            {
                _output.OnWritable();
            }

            if ((events & ~SocketEvents.Writable) != SocketEvents.None && !_isPaused)
            {
                Receive((events & (SocketEvents.PeerHangUp | SocketEvents.HangUp | SocketEvents.Error)) != SocketEvents.None);
            }
        }
#pragma warning disable CA1031 // One connection's trouble must not end the loop of the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            TransportLog.Unexpected(_logger, ConnectionId, exception);
            BreakOff(exception);
        }
    }

    /// <inheritdoc/>
    public void OnSent() => Loop.Schedule(static state => ((TransportConnection)state!).Close(resets: false), this);

    /// <inheritdoc/>
    public void OnFileChanged()
    {
        TransportLog.FileChanged(_logger, ConnectionId);
        BreakOff(new ConnectionAbortedException("A file changed while it was sent."));
    }

    /// <inheritdoc/>
    public void OnSendFailed(SocketError error) => BreakOff(ExceptionOf(error));

    /// <inheritdoc/>
    public void CloseSocket() => Loop.Schedule(static state => ((TransportConnection)state!).EndClose(), this);

    private static Exception ExceptionOf(SocketError error)
    {
        SocketException exception = new((int)error);
        return error is SocketError.ConnectionReset or SocketError.Shutdown ? new ConnectionResetException(exception.Message, exception) : exception;
    }

    // All that follows runs in the loop's thread.
    private void Receive(bool hasPeerEnded)
    {
        for (int count = 0; !_hasEnded && !_isClosing; count++)
        {
            if (count == ReceivesAtOnce)
            {
                _isPaused = true;
                Loop.Schedule(static state => ((TransportConnection)state!).GoOn(), this);
                return;
            }

            Memory<byte> room = _received.GetMemory(LeastRoom);
            int bytes = _socket.Receive(room.Span, out SocketError error);
            if (bytes <= 0)
            {
                if (error != SocketError.WouldBlock)
                {
                    EndInput(error == SocketError.Success ? null : ExceptionOf(error));
                }

                return;
            }

            _received.Advance(bytes);
            if (!TryFlush(out FlushResult result))
            {
                return;
            }

            if (!TakeResult(result) || (bytes < room.Length && !hasPeerEnded))
            {
                // Less than there was room for: there is no more, and the next byte is another edge. An end that has been told of
                // already is not.
                return;
            }
        }
    }

    // Hands on what was received. False if the reader has too much already: it goes on when that is less.
    private bool TryFlush(out FlushResult result)
    {
#pragma warning disable CA2012 // Its result is taken once: here, or by Resume.
        ValueTask<FlushResult> flush = _received.FlushAsync();
#pragma warning restore CA2012
        if (flush.IsCompletedSuccessfully)
        {
            result = flush.Result;
            return true;
        }

        _isPaused = true;
        _pause = flush.GetAwaiter();
        _pause.UnsafeOnCompleted(_resume);
        result = default;
        return false;
    }

    private void Resume()
    {
        FlushResult result = _pause.GetResult();
        _pause = default;
        if (TakeResult(result))
        {
            GoOn();
        }
    }

    // Events that came meanwhile were told to nobody: whatever they were, it is found by receiving.
    private void GoOn()
    {
        _isPaused = false;
        Receive(hasPeerEnded: true);
    }

    private bool TakeResult(FlushResult result)
    {
        bool goesOn = !result.IsCompleted && !result.IsCanceled;
        if (!goesOn)
        {
            EndInput(null);
        }

        return goesOn;
    }

    private void EndInput(Exception? error)
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        _received.Complete(Volatile.Read(ref _reason) ?? error);
        _ = ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.TellClosed(), this, preferLocal: false);
    }

    private void Close(bool resets)
    {
        if (_isClosing)
        {
            return;
        }

        _isClosing = true;
        _resets = resets && !_finOnAbort;
        if (_output.Close())
        {
            EndClose();
        }
    }

    private void EndClose()
    {
        if (_isSocketClosed)
        {
            return;
        }

        _isSocketClosed = true;
        Loop.Forget(_id);
        CloseView();
        _socket.Close(_resets);
        _output.GiveUpAll();
        _ = Interlocked.CompareExchange(ref _reason, new ConnectionAbortedException("The connection was closed, and all was sent."), null);
        _received.CancelPendingFlush();
        EndInput(null);
        _ = _closed.TrySetResult();
    }

    private void TellClosed()
    {
        try
        {
            _closedSource.Cancel();
        }
#pragma warning disable CA1031 // What others have registered must not end the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            TransportLog.Unexpected(_logger, ConnectionId, exception);
        }

        _ = _told.TrySetResult();
    }
}
