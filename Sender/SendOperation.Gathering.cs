using System.Runtime.CompilerServices;

namespace MappingCache;

/// <content>Bytes and windows for one call.</content>
internal sealed unsafe partial class SendOperation
{
    // More than a few dozen pieces gain nothing; Linux takes 1,024 (UIO_MAXIOV).
    private const int MostPieces = 64;

    // What is copied of files, for one step of one thread. As much as a socket takes at once, as a rule.
    private const int CopySize = 128 * 1024;

    [ThreadStatic]
    private static byte[]? t_copies;

    private readonly SendPiece[] _pieces = GC.AllocateArray<SendPiece>(MostPieces, pinned: true);
    private readonly Hold[] _pins = new Hold[MostPieces];
    private readonly MappedFile[] _pinned = new MappedFile[MostPieces];
    private int _pieceCount;
    private int _pinCount;
    private int _copied;

    // The next window, for one step, when it was not mapped: the first of an operation may be waited for.
    private WindowLease? _brought;
    private MappedFile? _broughtFile;
    private long _broughtOffset;

    /// <summary>The pieces that were collected.</summary>
    public SendPiece* Pieces => (SendPiece*)Unsafe.AsPointer(ref _pieces[0]);

    /// <summary>How many there are.</summary>
    public int PieceCount => _pieceCount;

    /// <summary>How many bytes they have.</summary>
    public long Collected { get; private set; }

    /// <summary>Pins what comes next, for one call: bytes, and windows as far as they are mapped, until a range that is sent otherwise, or a quantum. To be ended by <see cref="Settle"/> or <see cref="LetGo"/>.</summary>
    /// <returns><see cref="SendOutcome.Progress"/> if there is anything; else why not, and nothing is pinned.</returns>
    public SendOutcome Collect() => CollectUpTo(_count, Quantum);

    /// <summary>The same, of the range that is next alone: one pin a piece, but for a window that was brought, which can only be the first.</summary>
    /// <param name="most">How many bytes at most, if that is less than a quantum.</param>
    public SendOutcome CollectRange(long most = long.MaxValue) => CollectUpTo(_part + 1, Math.Min(most, Quantum));

    // Whether what has changed is what the file holds is asked elsewhere, of all files and as of the operation's begin.
    private bool AreIntact()
    {
        bool areIntact = !HasLostLease;
        if (_brought is { } brought && !brought.IsValid && (brought.Fault is not null || (!_options.ToleratesChanges && brought.IsOfNoVersion)))
        {
            _faulty = _broughtFile;
            areIntact = false;
        }

        for (int pin = 0; pin < _pinCount; pin++)
        {
            if (!_pinned[pin].IsIntact(_pins[pin]))
            {
                _faulty = _pinned[pin];
                areIntact = false;
            }
        }

        return areIntact;
    }

    private SendOutcome CollectUpTo(int end, long most)
    {
        (_pieceCount, _pinCount, _copied, Collected) = (0, 0, 0, 0);
        long within = _within;
        for (int index = _part; index < end && _pieceCount < MostPieces && Collected < most;)
        {
            ref ResolvedPart part = ref _parts[index];
            if (index > _part && IsLarge(in part))
            {
                break;
            }

            long wanted = Math.Min(part.Length - within, most - Collected);
            byte* address = part.Bytes + within;
            SendOutcome outcome = part.File is null ? SendOutcome.Progress : TryTake(part.File, part.Offset + within, ref wanted, out address);
            if (outcome != SendOutcome.Progress)
            {
                if (_pieceCount > 0)
                {
                    return SendOutcome.Progress;
                }

                LetGo();
                return outcome;
            }

            _pieces[_pieceCount++] = new SendPiece { Address = address, Length = (nuint)wanted };
            Collected += wanted;
            within += wanted;
            if (within == part.Length)
            {
                index++;
                within = 0;
            }
        }

        return SendOutcome.Progress;
    }

    /// <summary>Gives back what <see cref="Collect"/> has pinned, and takes into account what the system has taken of it.</summary>
    /// <param name="bytes">How many bytes that are.</param>
    public SendOutcome Settle(long bytes)
    {
        bool isIntact = AreIntact();
        LetGo();
        SendOutcome outcome = Take(bytes);
        return isIntact ? outcome : SendOutcome.Changed;
    }

    /// <summary>Takes into account what the system has taken of <see cref="CollectRange"/>, and still uses. The pins of the windows that it lies in are handed on, and the others given back.</summary>
    /// <param name="bytes">How many bytes that are.</param>
    /// <param name="lent">Where the pins go.</param>
    public SendOutcome SettleLent(long bytes, List<WindowPin> lent)
    {
        int brought = _pieceCount - _pinCount;
        int kept = 0;
        for (long left = bytes; left > 0; kept++)
        {
            long used = Math.Min(left, (long)_pieces[kept].Length);
            lent.Add(kept < brought ? new WindowPin(_brought!, used) : new WindowPin(_pinned[kept - brought], _pins[kept - brought], used));
            left -= used;
        }

        bool isIntact = AreIntact();
        for (int pin = 0; pin < _pinCount; pin++)
        {
            if (pin >= kept - brought)
            {
                _pinned[pin].Unpin(_pins[pin]);
            }

            _pinned[pin] = null!;
        }

        _pinCount = 0;
        SendOutcome outcome = Take(bytes);
        return isIntact ? outcome : SendOutcome.Changed;
    }

    /// <summary>Gives back what <see cref="Collect"/> has pinned.</summary>
    public void LetGo()
    {
        for (int pin = 0; pin < _pinCount; pin++)
        {
            _pinned[pin].Unpin(_pins[pin]);

            // An operation that waits to be used again keeps no handle from being collected.
            _pinned[pin] = null!;
        }

        _pinCount = 0;
    }

    private SendOutcome TryTake(MappedFile file, long offset, ref long wanted, out byte* address)
    {
        if (_options.Copy)
        {
            return TryCopy(file, offset, ref wanted, out address);
        }

        long inWindow = Math.Min(wanted, file.LeftOfWindow(offset));
        if (IsMissing(file, offset, inWindow, out address))
        {
            return SendOutcome.Missing;
        }

        // A window ends before its own end where the file ends: the range reached further when the operation began.
        wanted = inWindow;
        if (_brought is { } brought && _broughtFile == file && _broughtOffset == offset)
        {
            address = AddressOf(brought);
            return brought.Length < inWindow ? SendOutcome.Changed : SendOutcome.Progress;
        }

        if (!file.TryPin(offset, out Hold hold))
        {
            return _options.ResidentOnly && !file.IsWindowResident(offset) ? SendOutcome.Missing : SendOutcome.NeedsWindow;
        }

        if (hold.Length < inWindow)
        {
            file.Unpin(hold);
            return SendOutcome.Changed;
        }

        _pins[_pinCount] = hold;
        _pinned[_pinCount++] = file;
        address = hold.Address;
        return SendOutcome.Progress;
    }

    // Exact as of the question that follows.
    private SendOutcome TryCopy(MappedFile file, long offset, ref long wanted, out byte* address)
    {
        t_copies ??= GC.AllocateUninitializedArray<byte>(CopySize, pinned: true);
        wanted = Math.Min(wanted, CopySize - _copied);
        address = null;
        if (wanted == 0)
        {
            return SendOutcome.NeedsWindow;
        }

        if (IsCold(file, offset, wanted))
        {
            return OutcomeOfCold;
        }

        // SAFETY: the array is pinned for good, and this step's alone in this thread.
        address = (byte*)Unsafe.AsPointer(ref t_copies[_copied]);
        OsError error = Read(file, address, (int)wanted, offset, out int read);
        _copied += read;
        return error.IsError ? Fail(file, error, offset)
            : read < wanted || HasChanged ? SendOutcome.Changed
            : SendOutcome.Progress;
    }

    /// <summary>Reads bytes past the mapping, and asks then whether the file has changed.</summary>
    internal static OsError Read(MappedFile file, byte* buffer, int length, long offset, out int read)
    {
        read = 0;
        OsError error = file.BeginUse(out IOsFile? os);
        if (error.IsError)
        {
            return error;
        }

        try
        {
            error = os!.Read(buffer, length, offset, out read);
        }
        finally
        {
            file.EndUse();
        }

        return error.IsError ? error : file.Look();
    }

    // SAFETY: the lease is held, and its memory lies outside the collector's.
    private static byte* AddressOf(WindowLease lease) => (byte*)Unsafe.AsPointer(ref lease.GetSpan().GetPinnableReference());
}
