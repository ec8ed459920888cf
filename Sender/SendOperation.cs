using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MappingCache;

/// <summary>
/// One operation: its parts, how far it has come, and what it holds. Used by one thread at a time, and again for another
/// operation once it is over. Between its steps it pins nothing, unless a call is under way.
/// </summary>
internal sealed unsafe partial class SendOperation
{
    // Bytes up to here are copied, which costs less than to pin them.
    private const int ScratchSize = 4096;

    private readonly ISocketTransmitter _transmitter;
    private readonly FileSenderOptions _options;
    private readonly ISendStrategy _ranges;

    // Longer ranges are sent by the strategy for ranges, the others gathered with what is around them.
    private readonly long _gatherLimit;
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(ScratchSize, pinned: true);
    private readonly List<MemoryHandle> _handles = [];

    // Windows that were given as bytes: they may be the ones of which a page is gone.
    private readonly List<WindowLease> _leases = [];
    private ResolvedPart[] _parts = new ResolvedPart[8];
    private int _count;

    // Where the next byte lies: in which part, and where in it.
    private int _part;
    private long _within;

    private Exception? _failure;

    // A file of which a page could not be had.
    private MappedFile? _faulty;

    public SendOperation(ISocketTransmitter transmitter, FileSenderOptions options, ISendStrategy ranges, long gatherLimit)
    {
        _transmitter = transmitter;
        _options = options;
        _ranges = ranges;
        _gatherLimit = gatherLimit;
    }

    /// <summary>The socket.</summary>
    public Socket Socket { get; private set; } = null!;

    /// <summary>Its lane.</summary>
    public SocketLane Lane { get; private set; } = null!;

    /// <summary>How many bytes there are.</summary>
    public long Length { get; private set; }

    /// <summary>How many of them were taken.</summary>
    public long Sent { get; private set; }

    /// <summary>How many bytes are sent at a stretch, and windows of how many bytes are pinned at once.</summary>
    public int Quantum => _options.Quantum;

    /// <summary>Whether the step under way may wait for a disk.</summary>
    public bool MayReadDisk { get; set; }

    // How often it has gone on. More than once: then it has waited for something, and files are asked at the end.
    private int Stretches { get; set; }

    private ref ResolvedPart Current => ref _parts[_part];

    /// <summary>Whether a sender can use it that sends by these.</summary>
    public bool SendsBy(ISocketTransmitter transmitter, FileSenderOptions options) => _transmitter == transmitter && _options == options;

    /// <summary>Takes over what is to be sent. Refuses what can be refused before the first byte.</summary>
    /// <exception cref="ArgumentException">Nothing can be sent through the socket, or a range goes past the end of its file.</exception>
    public void Begin(Socket socket, ReadOnlySpan<SendPart> parts)
    {
        Socket = socket;
        Lane = SocketLane.Of(socket);
        if (_ranges.Refuses(socket) is { } reason)
        {
            throw new ArgumentException(reason, nameof(socket));
        }

        if (_parts.Length < parts.Length)
        {
            _parts = new ResolvedPart[parts.Length];
        }

        int used = 0;
        foreach (ref readonly SendPart part in parts)
        {
            if (part.Length == 0)
            {
                continue;
            }

            ref ResolvedPart resolved = ref _parts[_count++];
            resolved = part.File is { } file ? ResolvedPart.OfRange(file, part.Offset, part.Length)
                : new ResolvedPart { Bytes = Resolve(part.Bytes, ref used), Length = part.Length };
            Length = checked(Length + part.Length);
        }
    }

    /// <summary>Gives back all that it holds, to be begun again.</summary>
    public void End()
    {
        if (_call is not null)
        {
            // Nothing of this may be used again while it is under way.
            _call.Cancel();
            _ = _call.Wait();
            _ = EndCall();
        }

        LetGo();
        ForgetHints();
        ReleaseBytes(from: 0);
        Array.Clear(_parts, 0, _count);
        (Socket, Lane, _failure, _faulty, MayReadDisk, _sendTimeout) = (null!, null!, null, null, false, null);
        (_count, _part, _within, Length, Sent, Stretches, _sentAtWait) = (0, 0, 0, 0, 0, 0, -1);
    }

    // Memory of the caller's own kind may throw when it is given back: everything else is given back all the same.
    private void ReleaseBytes(int from)
    {
        try
        {
            for (; from < _handles.Count; from++)
            {
                _handles[from].Dispose();
            }
        }
        catch
        {
            ReleaseBytes(from + 1);
            throw;
        }

        _handles.Clear();
        _leases.Clear();
    }

    /// <summary>Goes on until everything was taken, or something has to be waited for.</summary>
    public SendOutcome Run()
    {
        if (Lane.Prepared != Socket.SafeHandle)
        {
            _transmitter.Prepare(Socket);
            Lane.Prepared = Socket.SafeHandle;
        }

        long begun = Sent;
        Stretches++;
        while (Sent < Length)
        {
            SendOutcome outcome = (IsLarge(in Current) && !IsAside ? _ranges : _transmitter.Gathering).Send(this);
            if (outcome != SendOutcome.Progress)
            {
                return outcome;
            }

            if (Sent - begun >= Quantum && Sent < Length)
            {
                return SendOutcome.HadItsTurn;
            }
        }

        return Finish();
    }

    /// <summary>The range that is next, as far as a quantum goes.</summary>
    public MappedFile NextRange(out long offset, out long length)
    {
        ref ResolvedPart part = ref Current;
        offset = part.Offset + _within;
        length = Math.Min(part.Length - _within, Quantum);
        return part.File!;
    }

    /// <summary>Whether there is anything behind the bytes that come next.</summary>
    public bool HasMoreAfter(long bytes) => Sent + bytes < Length;

    /// <summary>The system took bytes that were no windows'.</summary>
    public SendOutcome Take(long bytes)
    {
        Advance(bytes);
        DropBehind(Sent - Quantum);
        return HasChanged ? SendOutcome.Changed : SendOutcome.Progress;
    }

    /// <summary>The socket failed.</summary>
    public SendOutcome Fail(SocketError error)
    {
        _failure = new SocketException((int)error);
        return SendOutcome.Failed;
    }

    /// <summary>A file could not be read.</summary>
    public SendOutcome Fail(MappedFile file, OsError error, long offset)
    {
        _failure = file.Unreadable(error, offset);
        return SendOutcome.Failed;
    }

    /// <summary>The exception of an outcome that ends the operation.</summary>
    public Exception Failure(SendOutcome outcome)
    {
        if (outcome == SendOutcome.Failed)
        {
            return Wrapped(_failure!);
        }

        if (outcome == SendOutcome.Missing)
        {
            // What lies behind the end of a file that was cut is not in memory either, and never will be.
            MappedFile file = NextRange(out long offset, out long length);
            file.LookAnyway();
            if (!HasChanged && Current.End <= file.Length)
            {
                return new NotResidentException(file, offset, length, Sent);
            }
        }

        FileChangedException? failure = FaultOfLease() ?? ChangeOfPart() ?? ChangeOfLease();
        if (failure is null)
        {
            // No file has a part in it: memory of the caller's own is not there.
            return Wrapped(new SocketException((int)SocketError.Fault));
        }

        if (_options.AbortsOnChange && Sent > 0)
        {
            // A reset: the receiver must not take what it has for the whole.
            Socket.Close(0);
        }

        return failure;
    }

    /// <summary>Others had their turn before it, so time has passed since its files were looked at.</summary>
    public void HasWaited() => Stretches++;

    /// <summary>An exception of the socket or the cache, with the count of bytes.</summary>
    public Exception Wrapped(Exception failure) => SendException.After(Sent, Length, failure);

    private bool IsLarge(in ResolvedPart part) => part.Length > _gatherLimit && part.File is { IsCopied: false };

    // A window that is a copy of its own is freed, and its memory used again, with its lease: it can be copied, not lent.
    private bool IsAside => _brought is { IsMapped: false } && _broughtFile == Current.File && _broughtOffset == Current.Offset + _within;

    private bool HasChanged => !_options.ToleratesChanges && FindKnownChange() >= 0;

    // The part whose file is known to have changed or, when it is asked now, turns out to have; or else the first of those
    // whose bytes may be the ones that are missing. The bytes that come next need not be a file's: a call that fails for
    // want of a page fails for all that was gathered for it.
    private int FindChanged()
    {
        int changed = FindKnownChange();
        if (changed >= 0)
        {
            return changed;
        }

        for (int part = 0; part < _count; part++)
        {
            _parts[part].File?.LookAnyway();
        }

        changed = FindKnownChange();
        if (changed < 0 && _faulty is not null)
        {
            // It is what it was, and a disk has failed.
            changed = Array.FindIndex(_parts, 0, _count, part => part.File == _faulty);
        }

        changed = changed >= 0 ? changed : Array.FindIndex(_parts, _part, _count - _part, static part => part.File is not null);
        return changed >= 0 ? changed : Array.FindLastIndex(_parts, _count - 1, _count, static part => part.File is not null);
    }

    private int FindKnownChange()
    {
        for (int part = 0; part < _count; part++)
        {
            // One that may change has changed for the worse if its range is not there any more.
            if (_parts[part].HasChanged && (!_options.ToleratesChanges || _parts[part].End > _parts[part].File!.Length))
            {
                return part;
            }
        }

        return -1;
    }

    // What is sent at a stretch is over before anything is likely to have changed, and asking costs a small send a tenth.
    private SendOutcome Finish()
    {
        if (Lane.Loans is { HasAny: true })
        {
            return SendOutcome.Lent;
        }

        for (int part = 0; Stretches > 1 && part < _count; part++)
        {
            if (_parts[part].File is { } file && file.Look() is { IsError: true } error)
            {
                return Fail(file, error, _parts[part].Offset);
            }
        }

        DropBehind(Sent);
        return HasChanged || HasLostLease ? SendOutcome.Changed : SendOutcome.Done;
    }

    private FileChangedException? ChangeOfPart()
    {
        int changed = FindChanged();
        return changed < 0 ? null : _parts[changed].File!.Changed(_parts[changed].Offset, _parts[changed].End, Sent);
    }

    private FileChangedException? ChangeOfLease()
    {
        foreach (WindowLease lease in _leases)
        {
            if (lease.ChangeAfter(Sent) is { } change)
            {
                return change;
            }
        }

        return null;
    }

    private bool HasLostLease => _leases.Count > 0 && FaultOfLease() is not null;

    // While its memory is pinned for the operation.
    private FileChangedException? FaultOfLease()
    {
        foreach (WindowLease lease in _leases)
        {
            if (lease.FaultAfter(Sent) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private byte* Resolve(ReadOnlyMemory<byte> bytes, ref int used)
    {
        if (MemoryMarshal.TryGetMemoryManager(bytes, out WindowLease? lease))
        {
            _leases.Add(lease);
        }
        else if (bytes.Length <= ScratchSize - used)
        {
            bytes.Span.CopyTo(_scratch.AsSpan(used));

            // SAFETY: the array is pinned for good, and the copy lies within it.
            byte* copied = (byte*)Unsafe.AsPointer(ref _scratch[used]);
            used += bytes.Length;
            return copied;
        }

        MemoryHandle handle = bytes.Pin();
        _handles.Add(handle);
        return (byte*)handle.Pointer;
    }

    private void Advance(long bytes)
    {
        Sent += bytes;
        while (bytes > 0)
        {
            long taken = Math.Min(bytes, Current.Length - _within);
            bytes -= taken;
            _within += taken;
            if (_within == Current.Length)
            {
                _part++;
                _within = 0;
            }
        }
    }
}
