using System.Runtime.InteropServices;
using MappingCache.Native.Linux;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Sending;

/// <summary>
/// The thread that is told when a socket's error queue has something, and has the windows given back that it names: also
/// those of operations that are over. It runs while anything is lent, and a second longer. The runtime has no way to wait
/// for an error queue.
/// </summary>
/// <remarks>
/// A socket is registered once, and leaves the kernel's list when it is closed. The watcher holds neither the socket nor its
/// descriptor, so it never holds up a close; and as a close tells nobody, it looks for closed ones now and then.
/// </remarks>
internal sealed class LoanWatcher
{
    // How long windows may stay pinned for a socket that was disposed.
    private const int LookEveryMs = 100;
    private const int IdleLooks = 10;
    private const int EventsAtOnce = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, IWatchedLoans> _watched = [];
    private int _epoll = -1;
    private bool _isRunning;

    /// <summary>The process's one watcher.</summary>
    public static LoanWatcher Process { get; } = new();

    /// <summary>How many sockets have something lent, or had a moment ago.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _watched.Count;
            }
        }
    }

    /// <summary>Has a socket's error queue told of from now on, until the socket is closed.</summary>
    /// <returns>The error's number, or 0.</returns>
    public unsafe int Register(IWatchedLoans loans, int descriptor)
    {
        int error = Open();
        if (error != 0)
        {
            return error;
        }

        PolledEvents polled = new(1);
        polled.Set(0, LinuxFlags.EpollError | LinuxFlags.EpollEdge, loans.Id);
        int result = LinuxCalls.EpollCtl(_epoll, LinuxFlags.EpollAdd, descriptor, polled.Address);
        error = Marshal.GetLastPInvokeError();
        GC.KeepAlive(polled);
        return result == 0 ? 0 : error;
    }

    /// <summary>Something was lent.</summary>
    public void Watch(IWatchedLoans loans)
    {
        bool mustStart;
        lock (_lock)
        {
            _watched[loans.Id] = loans;
            mustStart = !_isRunning;
            _isRunning = true;
        }

        if (mustStart)
        {
            Start();
        }

        // What came before it was watched told nobody who knew it.
        loans.Collect();
    }

    // Never closed again: one descriptor for the process.
    private int Open()
    {
        // Pairs with the swap below, which publishes it: whoever sees the number sees it open.
        if (Volatile.Read(ref _epoll) >= 0)
        {
            return 0;
        }

        int opened = LinuxCalls.EpollCreate1(LinuxFlags.EpollCloseOnExec);
        if (opened < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        if (Interlocked.CompareExchange(ref _epoll, opened, -1) != -1)
        {
            _ = Syscall.close(opened);
        }

        return 0;
    }

    private void Start()
    {
        try
        {
            new Thread(Run) { IsBackground = true, Name = "MappingCache loans" }.UnsafeStart();
        }
        catch
        {
            // Whoever lends next tries again.
            lock (_lock)
            {
                _isRunning = false;
            }

            throw;
        }
    }

    private unsafe void Run()
    {
        PolledEvents polled = new(EventsAtOnce);
        long look = Environment.TickCount64 + LookEveryMs;
        for (int idle = 0; idle < IdleLooks;)
        {
            int told = LinuxCalls.EpollWait(_epoll, polled.Address, polled.Count, LookEveryMs);
            for (int index = 0; index < told; index++)
            {
                Find(polled.DataOf(index))?.Collect();
            }

            if (Environment.TickCount64 >= look)
            {
                look = Environment.TickCount64 + LookEveryMs;
                idle = Look(isLast: idle == IdleLooks - 1) ? 0 : idle + 1;
            }
        }

        GC.KeepAlive(polled);
    }

    private IWatchedLoans? Find(long id)
    {
        lock (_lock)
        {
            return _watched.GetValueOrDefault(id);
        }
    }

    // Whether anything is lent. If not, and it was the last look, the next to lend starts another thread.
    private bool Look(bool isLast)
    {
        IWatchedLoans[] watched;
        lock (_lock)
        {
            // Whoever lends adds to its loans first, and then itself here: either it is seen, or it comes again.
            foreach ((long id, IWatchedLoans loans) in _watched)
            {
                if (!loans.HasAny)
                {
                    _ = _watched.Remove(id);
                }
            }

            watched = [.. _watched.Values];
            _isRunning = watched.Length > 0 || !isLast;
        }

        foreach (IWatchedLoans loans in watched.Where(static loans => loans.IsClosed))
        {
            loans.Collect();
        }

        return watched.Length > 0;
    }
}
