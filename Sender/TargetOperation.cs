using System.Runtime.InteropServices;

namespace MappingCache;

/// <summary>
/// One operation whose bytes are given to an object of the runtime instead of a socket of the system's. Used once. It
/// holds one window at most, and in a blocking operation everything that is awaited is over at once.
/// </summary>
internal abstract class TargetOperation
{
    private readonly FileSenderOptions _options;
    private readonly SocketLane _lane;
    private readonly ResolvedPart[] _parts;
    private readonly ReadOnlyMemory<byte>[] _bytes;
    private readonly int _count;

    /// <summary>Takes over what is to be sent. Refuses what can be refused before the first byte.</summary>
    /// <exception cref="ArgumentException">A range goes past the end of its file.</exception>
    protected TargetOperation(SocketLane lane, FileSenderOptions options, ReadOnlySpan<SendPart> parts)
    {
        _lane = lane;
        _options = options;
        _parts = new ResolvedPart[parts.Length];
        _bytes = new ReadOnlyMemory<byte>[parts.Length];
        foreach (ref readonly SendPart part in parts)
        {
            if (part.Length > 0)
            {
                _bytes[_count] = part.Bytes;
                _parts[_count++] = part.File is { } file ? ResolvedPart.OfRange(file, part.Offset, part.Length) : new ResolvedPart { Length = part.Length };
                Length = checked(Length + part.Length);
            }
        }
    }

    /// <summary>How many bytes there are.</summary>
    public long Length { get; }

    /// <summary>How many of them were taken.</summary>
    public long Sent { get; protected set; }

    /// <summary>How many bytes the target is given at once.</summary>
    protected abstract int MostBytes { get; }

    /// <summary>Whether whoever called waits in its thread.</summary>
    protected virtual bool IsBlocking => false;

    /// <summary>Sends everything.</summary>
    /// <returns>How many bytes that were.</returns>
    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        bool hasEntered = false;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await EnterAsync(cancellationToken).ConfigureAwait(false);
            hasEntered = true;
            for (int index = 0; index < _count; index++)
            {
                await SendAsync(index, cancellationToken).ConfigureAwait(false);
            }

            await FlushAsync(isLast: true, cancellationToken).ConfigureAwait(false);
            await FinishAsync(cancellationToken).ConfigureAwait(false);
            return Sent;
        }
        catch (OperationCanceledException failure)
        {
            throw new SendCanceledException(Sent, failure, cancellationToken);
        }
        catch (Exception failure) when (failure is not (FileChangedException or NotResidentException))
        {
            throw SendException.After(Sent, Length, failure);
        }
        finally
        {
            End();
            if (hasEntered)
            {
                _lane.Leave();
            }
        }
    }

    /// <summary>Gives bytes to the target, and counts them.</summary>
    /// <param name="bytes">The bytes, which stay until this is over.</param>
    /// <param name="range">The range that they are of.</param>
    /// <param name="lease">The window that they lie in; null if they lie in none.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    protected abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, ResolvedPart range, WindowLease? lease, CancellationToken cancellationToken);

    /// <summary>Room for bytes that are read from a file, of at least one byte.</summary>
    protected abstract Memory<byte> Room(int length);

    /// <summary>Gives to the target what lies at the beginning of <see cref="Room"/>, and counts it.</summary>
    protected abstract ValueTask WriteCopyAsync(ReadOnlyMemory<byte> copied, CancellationToken cancellationToken);

    /// <summary>Passes on what was written, while no window is held.</summary>
    protected virtual ValueTask FlushAsync(bool isLast, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>The operation is over.</summary>
    protected virtual void End()
    {
    }

    /// <summary>Throws if a page of a window could not be had, or a file is known to have changed.</summary>
    protected void ThrowIfChanged(in ResolvedPart range, WindowLease? lease)
    {
        if (lease?.Fault is not null)
        {
            throw Changed(in range);
        }

        for (int index = 0; index < _count && !_options.ToleratesChanges; index++)
        {
            if (_parts[index].HasChanged)
            {
                throw Changed(in _parts[index]);
            }
        }
    }

    private async ValueTask SendAsync(int index, CancellationToken cancellationToken)
    {
        ResolvedPart part = _parts[index];
        for (long within = 0; within < part.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int wanted = (int)Math.Min(part.Length - within, MostBytes);
            if (part.File is not { } file)
            {
                await WriteAsync(_bytes[index].Slice((int)within, wanted), part, lease: null, cancellationToken).ConfigureAwait(false);
                ThrowIfLost(_bytes[index]);
            }
            else if (_options.Copy)
            {
                wanted = await SendCopyAsync(part, part.Offset + within, wanted, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                wanted = Math.Min(wanted, file.LeftOfWindow(part.Offset + within));
                await SendWindowAsync(part, part.Offset + within, wanted, cancellationToken).ConfigureAwait(false);
            }

            within += wanted;
            await FlushAsync(isLast: false, cancellationToken).ConfigureAwait(false);
        }
    }

    // Bytes that are a window's may be those of a page that is gone.
    private void ThrowIfLost(ReadOnlyMemory<byte> bytes)
    {
        if (MemoryMarshal.TryGetMemoryManager(bytes, out WindowLease? lease) && lease.FaultAfter(Sent) is { } fault)
        {
            throw fault;
        }
    }

    private async ValueTask SendWindowAsync(ResolvedPart part, long offset, int wanted, CancellationToken cancellationToken)
    {
        ThrowIfMissing(part.File!, offset, wanted);
        using WindowLease lease = IsBlocking
            ? SlotWait.Acquire(part.File!, offset, _options.SlotTimeout)
            : await SlotWait.AcquireAsync(part.File!, offset, _options.SlotTimeout, cancellationToken).ConfigureAwait(false);
        if (lease.Length < wanted)
        {
            // A window ends before its own end where the file ends: the range reached further when the operation began.
            throw Changed(in part);
        }

        await WriteAsync(lease.Memory[..wanted], part, lease, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<int> SendCopyAsync(ResolvedPart part, long offset, int wanted, CancellationToken cancellationToken)
    {
        ThrowIfMissing(part.File!, offset, wanted);
        Memory<byte> room = Room(wanted);
        room = room[..Math.Min(room.Length, wanted)];
        (OsError error, int read) = IsBlocking || part.File!.IsResident(offset, room.Length)
            ? Read(part.File!, offset, room)
            : await Task.Run(() => Read(part.File!, offset, room), CancellationToken.None).ConfigureAwait(false);
        if (error.IsError)
        {
            throw part.File!.Unreadable(error, offset);
        }

        if (read < room.Length)
        {
            throw Changed(in part);
        }

        ThrowIfChanged(in part, lease: null);
        await WriteCopyAsync(room, cancellationToken).ConfigureAwait(false);
        return read;
    }

    private async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        for (int index = 0; index < _count; index++)
        {
            if (_parts[index].File is not { } file)
            {
                continue;
            }

            if (IsBlocking)
            {
                _ = file.Refresh();
            }
            else
            {
                await file.RefreshAsync(cancellationToken).ConfigureAwait(false);
            }

            ThrowIfChanged(in _parts[index], lease: null);
        }
    }

    private static unsafe (OsError Error, int Read) Read(MappedFile file, long offset, Memory<byte> room)
    {
        fixed (byte* to = room.Span)
        {
            OsError error = SendOperation.Read(file, to, room.Length, offset, out int read);
            return (error, read);
        }
    }

    private ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        if (_lane.TryEnter())
        {
            return ValueTask.CompletedTask;
        }

        if (!IsBlocking)
        {
            return new ValueTask(_lane.EnterAsync(cancellationToken));
        }

        _lane.Enter();
        return ValueTask.CompletedTask;
    }

    private void ThrowIfMissing(MappedFile file, long offset, int length)
    {
        if (_options.ResidentOnly && !(_options.Copy ? file.IsResident(offset, length) : file.IsWindowResident(offset)))
        {
            throw new NotResidentException(file, offset, length, Sent);
        }
    }

    private FileChangedException Changed(in ResolvedPart part) => part.File!.Changed(part.Offset, part.End, Sent);
}
