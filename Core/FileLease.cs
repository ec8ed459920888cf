namespace MappingCache;

/// <summary>
/// What the cache knows of its lease on a file, and so whether windows of it may be mapped: they may while the lease is
/// held, and where the system gives none at all. From the moment that somebody wants to write they may not, until the
/// lease is held again.
/// </summary>
/// <remarks>
/// The epoch moves on whenever the lease is lost. Whoever maps a window remembers it before, and may say that the mapping
/// stands only if it is still the same: both under the lock here. So a window that a break does not find in the
/// directory, or finds still being mapped, is never given out, and nobody has to wait for the one who maps it.
/// </remarks>
internal sealed unsafe class FileLease
{
    /// <summary>No epoch: there is no lease.</summary>
    public const int Lost = -1;

    /// <summary>How long a file is left without a lease after the first break.</summary>
    public static readonly TimeSpan ShortestBackOff = TimeSpan.FromSeconds(1);

    /// <summary>The longest that it is after others.</summary>
    public static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(1);

    /// <summary>How long whoever wants to write is held up for windows that are held, at most: well within what the kernel allows.</summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private IOsFile? _holder;
    private TimeSpan _backOff;
    private long _since;
    private int _epoch;
    private bool _isRefused;
    private bool _isLost;
    private bool _isAnswering;

    public FileLease(TimeProvider time) => _time = time;

    /// <summary>How often the lease was lost.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>Whether the system gives no lease on this file, whoever has it open.</summary>
    public bool IsRefused => Volatile.Read(ref _isRefused);

    /// <summary>Whether windows may not be mapped, since somebody wanted to write to the file.</summary>
    public bool IsLost
    {
        get
        {
            lock (_lock)
            {
                return _isLost;
            }
        }
    }

    /// <summary>Whether the lease is held by a descriptor.</summary>
    public bool IsHeldBy(IOsFile? file) => file is not null && Volatile.Read(ref _holder) == file;

    /// <summary>Whether the time has come to ask for the lease.</summary>
    public bool MayAsk()
    {
        lock (_lock)
        {
            return !_isAnswering && (!_isLost || _time.GetElapsedTime(_since) >= _backOff);
        }
    }

    /// <summary>The system has given the lease.</summary>
    /// <param name="file">The descriptor that holds it.</param>
    /// <param name="epoch">The epoch before it was asked.</param>
    /// <returns>False if it was lost already.</returns>
    public bool TryHold(IOsFile file, int epoch)
    {
        lock (_lock)
        {
            if (_epoch != epoch)
            {
                return false;
            }

            _isLost = false;
            _since = _time.GetTimestamp();
            Volatile.Write(ref _holder, file);
            return true;
        }
    }

    /// <summary>The system gives no lease, and will give none later: windows are mapped without.</summary>
    public void Refuse()
    {
        lock (_lock)
        {
            _isLost = false;
            Volatile.Write(ref _isRefused, true);
        }
    }

    /// <summary>The system gives no lease for now: somebody has the file open for writing.</summary>
    /// <param name="file">The descriptor that it was asked by.</param>
    /// <param name="epoch">The epoch before it was asked.</param>
    /// <returns>False if another who asked has put it off, or was given it: then it has just been broken, which whoever answers will find.</returns>
    public bool TryPutOff(IOsFile file, int epoch)
    {
        lock (_lock)
        {
            if (_epoch != epoch || _holder == file)
            {
                return false;
            }

            _backOff = _isLost ? Longer(_backOff) : ShortestBackOff;
            Lose();
            return true;
        }
    }

    /// <summary>Somebody wants to write, and is held up until <see cref="Answered"/>.</summary>
    /// <returns>Whether the lease was held.</returns>
    public bool Break()
    {
        lock (_lock)
        {
            bool wasHeld = _holder is not null;
            if (!_isLost)
            {
                // One that was held for longer than the last back-off was worth having.
                _backOff = wasHeld && _time.GetElapsedTime(_since) < _backOff ? Longer(_backOff) : ShortestBackOff;
            }

            _isAnswering = true;
            Lose();
            return wasHeld;
        }
    }

    /// <summary>Whether whoever wants to write has been held up for too long.</summary>
    public bool IsOverdue()
    {
        lock (_lock)
        {
            return _time.GetElapsedTime(_since) > LongestAnswer;
        }
    }

    /// <summary>Nothing is mapped any more, and the lease was given back: the back-off begins, after which it may be asked for.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            _isAnswering = false;
            _since = _time.GetTimestamp();
        }
    }

    /// <summary>A window of the file is about to be mapped.</summary>
    /// <returns>The epoch, to be given to <see cref="TryEndMap"/>; <see cref="Lost"/> if it may not be mapped.</returns>
    public int BeginMap()
    {
        lock (_lock)
        {
            return _isLost ? Lost : _epoch;
        }
    }

    /// <summary>Says that a mapping stands, unless the lease was lost since it was begun.</summary>
    /// <param name="slot">The slot, which the caller maps.</param>
    /// <param name="epoch">What <see cref="BeginMap"/> gave.</param>
    /// <param name="state">The slot's state after it.</param>
    /// <returns>False if it was lost: the slot is being mapped still.</returns>
    public bool TryEndMap(Slot* slot, int epoch, out SlotState state)
    {
        // SAFETY: the line is the slot table's, which outlives the mapper.
        lock (_lock)
        {
            bool isSame = _epoch == epoch;
            state = isSame ? slot->MapDone() : slot->State;
            return isSame;
        }
    }

    private static TimeSpan Longer(TimeSpan backOff)
    {
        TimeSpan twice = backOff < ShortestBackOff ? ShortestBackOff : 2 * backOff;
        return twice < LongestBackOff ? twice : LongestBackOff;
    }

    private void Lose()
    {
        _epoch++;
        _isLost = true;
        _since = _time.GetTimestamp();
        Volatile.Write(ref _holder, null);
    }
}
