using System.IO.Pipelines;
using MappingCache.Native.Linux;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Serving;

/// <summary>
/// A thread that waits for the events of many sockets, edge-triggered, and for work that others hand to it. What it runs
/// should not block: everything else of the loop waits meanwhile. Thread-safe.
/// </summary>
internal sealed unsafe class EventLoop : PipeScheduler, IDisposable
{
    private const int EventsAtOnce = 256;

    // The number of the descriptor that wakes the loop; the table gives out none like it.
    private const long WakeId = 0;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly PolledTable _table = new();
    private readonly Thread _thread;
    private readonly int _epoll;
    private readonly SafeFileHandle _wake;
    private Queue<Work> _posted = new();
    private Queue<Work> _running = new();
    private int _isWoken;
    private bool _isStopping;
    private bool _isOver;

    private EventLoop(int epoll, int wake, string name)
    {
        _epoll = epoll;
        _wake = new SafeFileHandle(wake, ownsHandle: true);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
    }

    /// <summary>Whether the caller is what the loop runs.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Makes a loop and starts its thread.</summary>
    /// <param name="name">The thread's name.</param>
    /// <exception cref="IOException">The process has no descriptors left.</exception>
    public static EventLoop Start(string name)
    {
        int epoll = LinuxCalls.EpollCreate1(LinuxFlags.EpollCloseOnExec);
        OsError error = epoll < 0 ? LinuxErrors.Last() : OsError.None;
        int wake = -1;
        if (!error.IsError)
        {
            wake = LinuxCalls.EventFd(0, LinuxFlags.CloseOnExec | LinuxFlags.NonBlock);
            error = wake < 0 ? LinuxErrors.Last() : Watch(epoll, wake, LinuxFlags.EpollIn | LinuxFlags.EpollEdge, WakeId);
        }

        if (error.IsError)
        {
            Close(wake);
            Close(epoll);
            throw new IOException($"An event loop could not be made: {error}.");
        }

        EventLoop loop = new(epoll, wake, name);
        loop._thread.UnsafeStart();
        return loop;
    }

    /// <summary>Watches a descriptor, in both directions, from now on until it is closed. It is told at once of what is there already.</summary>
    /// <param name="descriptor">The descriptor. The caller keeps it open until after <see cref="Forget"/>, or closes it then.</param>
    /// <param name="target">Who is told.</param>
    /// <param name="id">To be given to <see cref="Forget"/>, also if it fails.</param>
    public OsError Watch(int descriptor, IPolled target, out long id)
    {
        id = _table.Add(target);
        return Watch(_epoll, descriptor, LinuxFlags.EpollIn | LinuxFlags.EpollOut | LinuxFlags.EpollPeerHangUp | LinuxFlags.EpollEdge, id);
    }

    /// <summary>Tells nothing more. An event that is being told at this moment in another thread may still be.</summary>
    public void Forget(long id) => _table.Remove(id);

    /// <summary>Runs an action in the loop's thread: after what it runs now, in order. Once the loop is over the thread pool runs it.</summary>
    public override void Schedule(Action<object?> action, object? state)
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                _posted.Enqueue(new Work(action, state));
                action = null!;
            }
        }

        if (action is not null)
        {
            _ = System.Threading.ThreadPool.UnsafeQueueUserWorkItem(action, state, preferLocal: false);
        }
        else if (!IsCurrent)
        {
            Wake();
        }
    }

    /// <summary>Ends the loop, after what was handed to it. Waits for its thread, unless that takes seconds: then it ends by itself.</summary>
    public void Dispose()
    {
        // Pairs with the read in Run, which the wake comes before.
        Volatile.Write(ref _isStopping, true);
        Wake();
        if (!IsCurrent)
        {
            _ = _thread.Join(s_patience);
        }
    }

    private static OsError Watch(int epoll, int descriptor, uint events, long id)
    {
        PolledEvents polled = new(1);
        polled.Set(0, events, id);
        OsError error = LinuxCalls.EpollCtl(epoll, LinuxFlags.EpollAdd, descriptor, polled.Address) == 0 ? OsError.None : LinuxErrors.Last();
        GC.KeepAlive(polled);
        return error;
    }

    private static void Close(int descriptor)
    {
        if (descriptor >= 0)
        {
            _ = Syscall.close(descriptor);
        }
    }

    private void Wake()
    {
        // Full fence. Pairs with the swap in RunPosted: either the loop has yet to swap, and then sees what was posted
        // before, or it has, and is woken here. The first of a burst writes, the others need not.
        if (Interlocked.Exchange(ref _isWoken, 1) == 0)
        {
            try
            {
                // Edge-triggered: every write is an event, whether the number was read or not. It does not overflow in 2^64 writes.
                _ = LinuxCalls.Write(_wake, 1, sizeof(ulong));
            }
            catch (ObjectDisposedException)
            {
                // The loop has ended since, and has run all that was posted before.
            }
        }
    }

    private void Run()
    {
        PolledEvents polled = new(EventsAtOnce);
        while (!Volatile.Read(ref _isStopping))
        {
            int told = LinuxCalls.EpollWait(_epoll, polled.Address, polled.Count, RunPosted() ? 0 : Timeout.Infinite);
            for (int index = 0; index < told; index++)
            {
                long id = polled.DataOf(index);
                if (id != WakeId)
                {
                    _table.Find(id)?.OnEvents((SocketEvents)polled.EventsOf(index));
                }
            }
        }

        GC.KeepAlive(polled);
        End();
    }

    // Runs what was posted up to now. What that posts in turn waits until the events had their turn.
    private bool RunPosted()
    {
        // Full fence; pairs with the swap in Wake.
        _ = Interlocked.Exchange(ref _isWoken, 0);
        lock (_lock)
        {
            (_posted, _running) = (_running, _posted);
        }

        while (_running.TryDequeue(out Work work))
        {
            work.Action(work.State);
        }

        lock (_lock)
        {
            return _posted.Count > 0;
        }
    }

    private void End()
    {
        while (RunPosted())
        {
        }

        lock (_lock)
        {
            _isOver = true;
        }

        _wake.Dispose();
        Close(_epoll);

        // Posted between the last look and the end.
        while (_posted.TryDequeue(out Work work))
        {
            work.Action(work.State);
        }
    }

    private readonly record struct Work(Action<object?> Action, object? State);
}
