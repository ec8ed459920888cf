using System.Net.Sockets;

namespace MappingCache.Platform.Linux.Sending;

/// <summary>
/// The windows that a socket was lent by MSG_ZEROCOPY, by the numbers of the calls. Who has entered the lane lends;
/// who waits, and the watcher, ask for notices and give back what they name, each notice once.
/// </summary>
/// <remarks>
/// The kernel counts the calls of a socket from its first on, so a program that uses MSG_ZEROCOPY on a socket by itself
/// must not have files sent in this way through it.
/// </remarks>
internal sealed class ZeroCopyLoans(SafeSocketHandle socket) : ISocketLoans, IWatchedLoans
{
    private static long s_lastId;

    // Nobody collects; somebody does; somebody does, and has to look again.
    private const int Idle = 0;
    private const int Collecting = 1;
    private const int WantedAgain = 2;

    private readonly Lock _lock = new();
    private readonly List<Loan> _loans = [];

    // For whoever collects.
    private readonly List<ZeroCopyNotice> _notices = [];
    private readonly List<WindowPin> _returned = [];
    private int _collecting;
    private uint _call;
    private long _bytes;

    // Whether the notice about the call that is being made came before the call returned.
    private bool _isEarly;
    private bool _hasSaved;
    private bool _hasCopied;
    private TaskCompletionSource? _returning;

    public long Id { get; } = Interlocked.Increment(ref s_lastId);

    public bool IsClosed => socket.IsClosed;

    /// <summary>Where the call that is being made puts its pins. For whoever has entered the lane.</summary>
    public List<WindowPin> Arriving { get; } = [];

    public bool HasAny
    {
        get
        {
            lock (_lock)
            {
                return _loans.Count > 0;
            }
        }
    }

    public bool HasSavedCopies
    {
        get
        {
            lock (_lock)
            {
                return _hasSaved && !_hasCopied;
            }
        }
    }

    /// <summary>How many bytes are lent.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>A call is about to be made.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _isEarly = false;
        }
    }

    /// <summary>The call took bytes, of windows that are pinned by <see cref="Arriving"/>.</summary>
    public void Lend()
    {
        bool isEarly;
        lock (_lock)
        {
            isEarly = _isEarly;
            foreach (WindowPin pin in Arriving)
            {
                if (!isEarly)
                {
                    _loans.Add(new Loan(_call, pin));
                    _bytes += pin.Bytes;
                }
            }

            _call++;
        }

        if (isEarly)
        {
            Arriving.ForEach(static pin => pin.Release());
        }

        Arriving.Clear();
        LoanWatcher.Process.Watch(this);
    }

    public void Collect()
    {
        // One at a time. Pairs with the swap at the end of the loop: whoever collects sees it there, and looks again.
        if (Interlocked.Exchange(ref _collecting, WantedAgain) != Idle)
        {
            return;
        }

        try
        {
            do
            {
                Volatile.Write(ref _collecting, Collecting);
                Interlocked.MemoryBarrier();
                CollectOnce();
            }
            while (Interlocked.CompareExchange(ref _collecting, Idle, Collecting) != Collecting);
        }
        catch
        {
            Volatile.Write(ref _collecting, Idle);
            throw;
        }
    }

    public async ValueTask<SocketError> WaitAsync(CancellationToken cancellationToken)
    {
        Task returning = Returning();
        await returning.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Outcome;
    }

    public SocketError Wait(int timeout) => Returning().Wait(timeout) ? Outcome : SocketError.TimedOut;

    private SocketError Outcome => IsClosed ? SocketError.OperationAborted : SocketError.Success;

    // Whoever waits looks itself first: often everything has come back by now.
    private Task Returning()
    {
        Task? returning;
        lock (_lock)
        {
            returning = _loans.Count == 0 ? Task.CompletedTask
                : (_returning ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        Collect();
        return returning;
    }

    // Holds the descriptor only while something is lent, and no more when those who wait are told: they may close the socket
    // then, and the runtime resets the connection of one whose descriptor is in use.
    private void CollectOnce()
    {
        if (!HasAny)
        {
            return;
        }

        bool isClosed = false;
        try
        {
            using SocketUse use = new(socket);
            while (ZeroCopyNotice.TryReceive((int)use.Number, out ZeroCopyNotice notice))
            {
                _notices.Add(notice);
            }
        }
        catch (ObjectDisposedException)
        {
            // The kernel keeps what it has not sent yet by itself: it refers to the pages, not to where they are mapped.
            isClosed = true;
        }

        if (isClosed || _notices.Count > 0)
        {
            GiveBack(everything: isClosed);
        }
    }

    private void GiveBack(bool everything)
    {
        TaskCompletionSource? returning;
        lock (_lock)
        {
            foreach (ZeroCopyNotice told in _notices)
            {
                _isEarly |= told.IsAbout(_call);
                _hasSaved |= !told.WasCopied;
                _hasCopied |= told.WasCopied;
            }

            int left = 0;
            for (int index = 0; index < _loans.Count; index++)
            {
                Loan loan = _loans[index];
                if (everything || IsTold(loan.Call))
                {
                    _returned.Add(loan.Pin);
                    _bytes -= loan.Pin.Bytes;
                }
                else
                {
                    _loans[left++] = loan;
                }
            }

            _loans.RemoveRange(left, _loans.Count - left);
            _notices.Clear();
            (returning, _returning) = (_returning, null);
        }

        _returned.ForEach(static pin => pin.Release());
        _returned.Clear();
        returning?.TrySetResult();
    }

    private bool IsTold(uint call)
    {
        foreach (ZeroCopyNotice notice in _notices)
        {
            if (notice.IsAbout(call))
            {
                return true;
            }
        }

        return false;
    }

    private readonly record struct Loan(uint Call, WindowPin Pin);
}
