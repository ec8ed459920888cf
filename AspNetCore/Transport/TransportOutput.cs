using System.Buffers;
using System.IO.Pipelines;
using MappingCache.Platform.Linux.Serving;

namespace MappingCache.AspNetCore.Transport;

/// <summary>
/// What the server writes to a connection. A flush sends at once, in the caller's thread, what the socket takes; the event
/// loop sends the rest when there is room. Beside bytes it takes ranges of files: <see cref="Arm"/>.
/// </summary>
/// <remarks>One thread at a time writes, as with any <see cref="PipeWriter"/>; the loop's comes in by <see cref="OnWritable"/> and <see cref="Close"/>.</remarks>
internal sealed partial class TransportOutput : PipeWriter
{
    private readonly Lock _lock = new();
    private readonly SocketOutput _output;
    private readonly MemoryPool<byte> _pool;
    private readonly long _limit;
    private readonly IOutputOwner _owner;
    private readonly OutputWait _flush;
    private readonly OutputWait _drain;
    private readonly Action<object?> _goOn;

    // Whether flushes collect what is written, and how much of it they have.
    private bool _isHeld;
    private long _collected;

    private IMemoryOwner<byte>? _block;
    private Memory<byte> _memory;
    private int _begin;
    private int _end;
    private long _unflushed;
    private CancellationTokenRegistration _registration;
    private bool _isCanceled;
    private bool _isCompleted;
    private bool _isClosed;

    public TransportOutput(IOutputOwner owner, SocketOutput output, MemoryPool<byte> pool, long limit, bool isInline)
    {
        (_owner, _output, _pool, _limit) = (owner, output, pool, limit);
        _flush = new OutputWait(isInline);
        _drain = new OutputWait(isInline);
        _goOn = _ => Handle(_output.Run());
    }

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _unflushed;

    /// <summary>All bytes that the socket has ever taken.</summary>
    public long TotalSent => _output.TotalSent;

    /// <summary>Whether the last flush has sent all of it. For whoever writes.</summary>
    public bool HasSentAll { get; private set; }

    // Pairs with the write in Close: what is sent after it is given up.
    private bool IsClosed => Volatile.Read(ref _isClosed);

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (IsArmedHere)
        {
            _isMarkerOut = true;
            return _marker;
        }

        if (_memory.Length - _end < Math.Max(sizeHint, 1))
        {
            TakeBlock(sizeHint);
        }

        return _memory[_end..];
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        if (_isMarkerOut && IsArmedHere)
        {
            AdvanceArmed(bytes);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)(_memory.Length - _end), nameof(bytes));
        _end += bytes;
        _unflushed += bytes;
    }

    /// <summary>Sends what was written. Completes when no more than the limit is held in memory; ranges of files do not count, <see cref="DrainAsync"/> waits for them.</summary>
    /// <param name="cancellationToken">Ends waiting; what was written is sent all the same.</param>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        }

        // Pairs with the writes in Hold and LetGo.
        if (Volatile.Read(ref _isHeld) && _unflushed > _collected && _unflushed + _output.BytesHeld <= _limit)
        {
            _collected = _unflushed;
        }
        else
        {
            SendWritten();
        }

        if (IsClosed)
        {
            GiveUp();
            return new ValueTask<FlushResult>(Result);
        }

        return WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Lets flushes collect what was written, as long as no more than the limit is held. One that finds nothing new sends it
    /// all. By any thread: only who writes touches what was written.
    /// </summary>
    public void Hold() => Volatile.Write(ref _isHeld, true);

    /// <summary>Ends that. What is collected goes with the next flush.</summary>
    public void LetGo() => Volatile.Write(ref _isHeld, false);

    /// <summary>Completes when all that was flushed is sent, or the connection has ended.</summary>
    public ValueTask<FlushResult> DrainAsync()
    {
        lock (_lock)
        {
            return IsClosed ? new ValueTask<FlushResult>(Result)
                : _output.IsEmpty ? default
                : _drain.Begin();
        }
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush()
    {
        bool mustComplete;
        lock (_lock)
        {
            mustComplete = _flush.TryEnd();
            _isCanceled = !mustComplete;
        }

        if (mustComplete)
        {
            _flush.Complete(new FlushResult(isCanceled: true, isCompleted: IsClosed));
        }
    }

    /// <summary>Sends what was written, and then ends the connection.</summary>
    /// <param name="exception">If it is not null the connection is broken off instead.</param>
    public override void Complete(Exception? exception = null)
    {
        lock (_lock)
        {
            if (_isCompleted)
            {
                return;
            }

            _isCompleted = true;
        }

        Disarm();
        AppendWritten(_block);
        (_block, _memory, _begin, _end, _unflushed) = (null, default, 0, 0, 0);
        if (exception is not null)
        {
            _owner.BreakOff(exception);
        }
        else if (!IsClosed)
        {
            _output.Publish();
            Handle(_output.Send());
            Settle();
        }

        if (IsClosed)
        {
            _output.Clear();
        }
    }

    /// <summary>The socket has room. In the loop's thread.</summary>
    public void OnWritable() => Handle(_output.Resume());

    /// <summary>Nothing is sent any more. In the loop's thread.</summary>
    /// <returns>Whether the socket may be closed now; if not, the connection is told when it may.</returns>
    public bool Close()
    {
        bool mayClose = _output.Close();

        // Pairs with the reads of IsClosed: whoever appends after this clears it itself.
        Volatile.Write(ref _isClosed, true);
        return mayClose;
    }

    /// <summary>The socket is closed: what is left is given up, and nobody waits any more.</summary>
    public void GiveUpAll()
    {
        _output.Clear();
        Settle();
    }

    private FlushResult Result => new(isCanceled: false, isCompleted: IsClosed);

    private void SendWritten()
    {
        AppendWritten(owner: null);
        if (_unflushed == 0)
        {
            return;
        }

        (_unflushed, _collected) = (0, 0);
        _output.Publish();
        SendStep step = _output.Send();
        HasSentAll = step == SendStep.Done;
        if (HasSentAll)
        {
            GiveBackBlock();
        }
        else
        {
            Handle(step);
        }
    }

    private void AppendWritten(IDisposable? owner)
    {
        // Without a byte a block's owner comes behind the bytes of the block that were appended before.
        if (_end > _begin || owner is not null)
        {
            _output.Append(_memory[_begin.._end], owner);
            _begin = _end;
        }
    }

    private void TakeBlock(int sizeHint)
    {
        AppendWritten(_block);
        _block = sizeHint <= _pool.MaxBufferSize ? _pool.Rent(_pool.MaxBufferSize) : MemoryPool<byte>.Shared.Rent(sizeHint);
        _memory = _block.Memory;
        (_begin, _end) = (0, 0);
    }

    // An idle connection holds no memory.
    private void GiveBackBlock()
    {
        _block?.Dispose();
        (_block, _memory, _begin, _end) = (null, default, 0, 0);
    }

    private void GiveUp()
    {
        _output.Clear();
        GiveBackBlock();
    }

    private ValueTask<FlushResult> WaitAsync(CancellationToken cancellationToken)
    {
        // Nearly always.
        if (_output.BytesHeld <= _limit && !Volatile.Read(ref _isCanceled))
        {
            return default;
        }

        ValueTask<FlushResult> waiting;
        lock (_lock)
        {
            if (_isCanceled || IsClosed || _output.BytesHeld <= _limit)
            {
                FlushResult result = new(_isCanceled, IsClosed);
                _isCanceled = false;
                return new ValueTask<FlushResult>(result);
            }

            waiting = _flush.Begin();
        }

        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static (state, token) => ((TransportOutput)state!).Cancel(token), this);
        }

        return waiting;
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        bool mustFail;
        lock (_lock)
        {
            mustFail = _flush.TryEnd();
        }

        if (mustFail)
        {
            _flush.Fail(new OperationCanceledException(cancellationToken));
        }
    }

    private void Handle(SendStep step)
    {
        switch (step)
        {
            case SendStep.Done:
            case SendStep.Blocked:
                Settle();
                break;
            case SendStep.HadItsTurn:
                _owner.Loop.Schedule(_goOn, null);
                break;
            case SendStep.FileChanged:
                _owner.OnFileChanged();
                break;
            case SendStep.Failed:
                _owner.OnSendFailed(_output.Error);
                break;
            case SendStep.Closing:
                _owner.CloseSocket();
                break;
        }
    }

    // Runs those whose waiting is over.
    private void Settle()
    {
        bool isFlushed;
        bool isDrained;
        bool isOver;
        lock (_lock)
        {
            bool isEmpty = _output.IsEmpty;
            isFlushed = (IsClosed || _output.BytesHeld <= _limit / 2) && _flush.TryEnd();
            isDrained = (IsClosed || isEmpty) && _drain.TryEnd();
            isOver = _isCompleted && isEmpty && !IsClosed;
        }

        if (isFlushed)
        {
            _ = _registration.Unregister();
            _flush.Complete(Result);
        }

        if (isDrained)
        {
            _drain.Complete(Result);
        }

        if (isOver)
        {
            _owner.OnSent();
        }
    }
}
