using System.Net.Sockets;
using System.Runtime.InteropServices;
using MappingCache.Native.Linux;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Serving;

/// <summary>
/// What waits to be sent through one connection, in order: bytes in memory and ranges of files. One thread at a time
/// appends and publishes; whoever has the turn sends, which is either that thread or the event loop's. Between two calls of the system
/// no window is pinned.
/// </summary>
internal sealed unsafe class SocketOutput
{
    /// <summary>Most bytes of a file for one call.</summary>
    private const long MostAtOnce = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly ServedSocket _socket;
    private readonly long _gatherLimit;
    private readonly long _quantum;

    // Powers of two in length. The numbers count on for ever; the pieces between the first two were sent, those from the
    // second to the third are published, those to the fourth appended.
    private OutputPiece[] _pieces = new OutputPiece[4];
    private long _sent;
    private long _published;
    private long _appended;

    // Of the first piece that is left, by whoever has the turn.
    private long _within;
    private long _bytesHeld;
    private long _total;
    private SendTurn _turn;
    private bool _hasFailed;
    private bool _hasChanged;

    /// <param name="socket">The socket.</param>
    /// <param name="gatherLimit">Ranges up to this length are copied from their windows, longer ones sent by sendfile.</param>
    /// <param name="quantum">How many bytes are sent before others have their turn.</param>
    public SocketOutput(ServedSocket socket, long gatherLimit, long quantum) => (_socket, _gatherLimit, _quantum) = (socket, gatherLimit, quantum);

    /// <summary>Why it failed.</summary>
    public SocketError Error { get; private set; }

    /// <summary>Bytes in memory that are published and not sent.</summary>
    public long BytesHeld => Interlocked.Read(ref _bytesHeld);

    /// <summary>All bytes that were ever sent.</summary>
    public long TotalSent => Interlocked.Read(ref _total);

    /// <summary>Whether all that was appended is sent.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _sent == _appended;
            }
        }
    }

    /// <summary>Appends bytes, which stay as they are until they are sent.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="owner">Is disposed when they were sent; null for nothing.</param>
    public void Append(ReadOnlyMemory<byte> bytes, IDisposable? owner) =>
        Append(new OutputPiece { Bytes = bytes.Pin(), Owner = owner, Length = bytes.Length });

    /// <summary>Appends a range of a file. Its handle stays open until it is sent, or the connection fails.</summary>
    public void Append(MappedFile file, FileVersion version, int changes, long offset, long length) =>
        Append(new OutputPiece { File = file, Version = version, Changes = changes, Offset = offset, Length = length, IsGathered = length <= _gatherLimit });

    /// <summary>Lets all that was appended be sent.</summary>
    public void Publish()
    {
        lock (_lock)
        {
            for (; _published < _appended; _published++)
            {
                ref OutputPiece piece = ref _pieces[_published & (_pieces.Length - 1)];
                _bytesHeld += piece.File is null ? piece.Length : 0;
            }
        }
    }

    /// <summary>Sends what is published, if nobody else does and the socket has room.</summary>
    public SendStep Send() => _turn.TryBegin() ? Run() : SendStep.NotMine;

    /// <summary>Goes on, since the socket has room.</summary>
    public SendStep Resume() => _turn.TryResume() ? Run() : SendStep.NotMine;

    /// <summary>Goes on after <see cref="SendStep.HadItsTurn"/>.</summary>
    public SendStep Run()
    {
        long end = _total + _quantum;
        while (!_turn.IsClosed)
        {
            SendStep step = _hasFailed ? SendStep.Failed : _hasChanged ? SendStep.FileChanged : SendOnce();
            bool isOver = step switch
            {
                SendStep.HadItsTurn => false,
                SendStep.Done => _turn.TryEnd(),
                _ => _turn.TryBlock(),
            };
            if (isOver || (step == SendStep.HadItsTurn && _total >= end))
            {
                return step;
            }
        }

        return SendStep.Closing;
    }

    /// <summary>Lets nothing more be sent.</summary>
    /// <returns>Whether the socket may be closed now. If not, whoever sends will be told <see cref="SendStep.Closing"/>.</returns>
    public bool Close() => _turn.Close();

    /// <summary>Gives up all that is left. For whoever closes the socket, and after that for whoever appends.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            for (; _sent < _appended; _sent++)
            {
                ref OutputPiece piece = ref _pieces[_sent & (_pieces.Length - 1)];
                piece.Release();
                piece = default;
            }

            _published = _appended;
            _bytesHeld = 0;
        }
    }

    private void Append(in OutputPiece piece)
    {
        lock (_lock)
        {
            if (_appended - _sent == _pieces.Length)
            {
                // Whoever sends goes on with the pieces of the array that it knows: they stay in it as they are.
                OutputPiece[] larger = new OutputPiece[2 * _pieces.Length];
                for (long index = _sent; index < _appended; index++)
                {
                    larger[index & (larger.Length - 1)] = _pieces[index & (_pieces.Length - 1)];
                }

                _pieces = larger;
            }

            _pieces[_appended++ & (_pieces.Length - 1)] = piece;
        }
    }

    // One call of the system. HadItsTurn means that something was sent.
    private SendStep SendOnce()
    {
        OutputPiece[] pieces;
        long first;
        long end;
        lock (_lock)
        {
            (pieces, first, end) = (_pieces, _sent, _published);
        }

        if (first == end)
        {
            return SendStep.Done;
        }

        try
        {
            ref OutputPiece piece = ref pieces[first & (pieces.Length - 1)];
            return piece.File is null || piece.IsGathered ? Gather(pieces, first, end) : SendFile(in piece);
        }
        catch (ObjectDisposedException)
        {
            // The file's handle was disposed before its range was sent.
            return Fail(SocketError.OperationAborted);
        }
    }

    private SendStep Gather(OutputPiece[] pieces, long first, long end)
    {
        OutputBatch batch = OutputBatch.Mine;
        try
        {
            bool hasMore = false;
            bool changed = false;
            long within = _within;
            for (long index = first; index < end && !hasMore; index++, within = 0)
            {
                ref OutputPiece piece = ref pieces[index & (pieces.Length - 1)];
                if (batch.IsFull || batch.Bytes >= MostAtOnce)
                {
                    hasMore = true;
                }
                else if (piece.File is null)
                {
                    batch.Add((byte*)piece.Bytes.Pointer + within, piece.Length - within);
                }
                else
                {
                    hasMore = !piece.IsGathered || !batch.TryAddWindows(in piece, within, out changed);
                }
            }

            if (changed)
            {
                return Changed();
            }

            if (batch.Count == 0)
            {
                // The window is not mapped any more; the file's pages will do.
                return SendFile(in pieces[first & (pieces.Length - 1)]);
            }

            if (batch.Bytes == 0)
            {
                // Owners of bytes that were sent before: nothing to call the system for.
                return Settle(0);
            }

            // What goes before a range that is sent by sendfile is held back for it, to fill a segment with it (docs/adr/0015).
            nint sent = batch.Send(_socket.Descriptor, hasMore, out int error);
            bool hadWindows = batch.HasWindows;
            bool isIntact = batch.Clear();
            return sent >= 0 ? (isIntact ? Settle(sent) : Changed())
                : hadWindows && (Errno)error == Errno.EFAULT ? Changed()
                : OutcomeOf(error);
        }
        finally
        {
            _ = batch.Clear();
        }
    }

    private SendStep SendFile(in OutputPiece piece)
    {
        MappedFile file = piece.File!;
        if (piece.HasChanged)
        {
            return Changed();
        }

        if (file.BeginUse(out IOsFile? os).IsError)
        {
            return Fail(SocketError.Fault);
        }

        nint sent;
        int error;
        try
        {
            long offset = piece.Offset + _within;
            sent = LinuxCalls.SendFile(_socket.Descriptor, (int)os!.Handle, ref offset, (nuint)Math.Min(piece.Length - _within, MostAtOnce));
            error = Marshal.GetLastPInvokeError();
        }
        finally
        {
            file.EndUse();
        }

        return sent > 0 ? Settle(sent)
            : sent == 0 ? Changed()
            : OutcomeOf(error);
    }

    // Takes into account what the socket has taken. Pieces without a byte are over when what comes before them is.
    private SendStep Settle(long bytes)
    {
        lock (_lock)
        {
            _total += bytes;
            while (_sent < _published)
            {
                ref OutputPiece piece = ref _pieces[_sent & (_pieces.Length - 1)];
                long taken = Math.Min(bytes, piece.Length - _within);
                bytes -= taken;
                _within += taken;
                if (piece.File is null)
                {
                    _bytesHeld -= taken;
                }

                if (_within < piece.Length)
                {
                    break;
                }

                piece.Release();
                piece = default;
                _within = 0;
                _sent++;
            }

            return _sent == _published ? SendStep.Done : SendStep.HadItsTurn;
        }
    }

    private SendStep OutcomeOf(int error) => (Errno)error switch
    {
        Errno.EAGAIN => SendStep.Blocked,
        Errno.EINTR => SendStep.HadItsTurn,
        _ => Fail(ServedSocket.ErrorOf(error)),
    };

    private SendStep Changed()
    {
        _hasChanged = true;
        return SendStep.FileChanged;
    }

    private SendStep Fail(SocketError error)
    {
        Error = error;
        _hasFailed = true;
        return SendStep.Failed;
    }
}
