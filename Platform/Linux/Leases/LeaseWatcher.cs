using System.Collections.Concurrent;
using MappingCache.Native.Linux;

namespace MappingCache.Platform.Linux.Leases;

/// <summary>
/// The thread that is told when somebody wants to write to a file with a lease, and has the lease answered. It takes a
/// thread of its own: the kernel tells by a signal, which must find somebody who waits for nothing else, and whoever
/// wants to write may be any other thread of this process. It never reads what is mapped, and takes no lock that is held over
/// a call of the system that waits.
/// </summary>
/// <remarks>
/// The signals are blocked in that thread and sent to it alone; elsewhere they are ignored. When the queue of signals is
/// full, the kernel sends SIGIO instead, which does not say for which file: all are looked at then.
/// </remarks>
internal sealed class LeaseWatcher
{
    /// <summary>The signal: one of the real-time signals, which are queued and say which descriptor they are about. Neither the runtime nor the C libraries use it.</summary>
    public const int Signal = 60;

    private readonly Lock _starting = new();

    // By descriptor. Weakly, so that the files of a cache that was forgotten are closed by their finalizers, which ends their leases.
    private readonly ConcurrentDictionary<int, WeakReference<LinuxFile>> _files = new();
    private readonly TaskCompletionSource<int> _threadId = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;
    private bool _isEnding;
    private bool _hasEnded;

    /// <summary>The process's one watcher.</summary>
    public static LeaseWatcher Process { get; } = new();

    /// <summary>Whether nobody watches any more. Read after a lease was had, which is a full fence; pairs with the end, after which all leases are looked at.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded);

    /// <summary>Times that the queue of signals was full. Others than the watcher may see it late.</summary>
    public int Overflows { get; private set; }

    /// <summary>Watches a file from now on, starting the thread if it is not running yet.</summary>
    /// <param name="file">The file.</param>
    /// <param name="descriptor">Its descriptor, until <see cref="Forget"/>.</param>
    /// <param name="thread">The thread that signals are to be sent to.</param>
    public OsError Watch(LinuxFile file, int descriptor, out int thread)
    {
        thread = Start();
        if (HasEnded)
        {
            return new OsError(OsErrorKind.NotSupported);
        }

        _files.GetOrAdd(descriptor, static (_, file) => new WeakReference<LinuxFile>(file), file);
        return OsError.None;
    }

    /// <summary>A descriptor is about to be closed.</summary>
    public void Forget(int descriptor) => _files.TryRemove(descriptor, out _);

    /// <summary>Ends the thread, for tests: leases that are held are given back as if they were broken, and no more can be had.</summary>
    public void End()
    {
        int thread = Start();
        Volatile.Write(ref _isEnding, true);
        _ = LinuxCalls.ThreadKill(Environment.ProcessId, thread, Signal);
        _thread!.Join();
    }

    // Gives the kernel's number of the thread, once it runs.
    private int Start()
    {
        if (!_threadId.Task.IsCompleted)
        {
            lock (_starting)
            {
                if (_thread is null)
                {
                    _thread = new Thread(Run) { IsBackground = true, Name = "MappingCache leases" };
                    _thread.UnsafeStart();
                }
            }
        }

        return _threadId.Task.GetAwaiter().GetResult();
    }

    private unsafe void Run()
    {
        SignalSet signals = default;
        signals.Add(Signal);
        signals.Add(LinuxFlags.SigIo);
        _hasEnded = LinuxCalls.PThreadSigMask(LinuxFlags.SigBlock, signals, null) != 0;
        Ignore();
        _threadId.SetResult(LinuxCalls.GetThreadId());
        while (!HasEnded)
        {
            Answer(LinuxCalls.SigWaitInfo(signals, out SignalInfo info), info);
            if (Volatile.Read(ref _isEnding))
            {
                // Full fence: who has a lease after this look sees that it is over.
                Interlocked.Exchange(ref _hasEnded, true);
                AnswerAll(isOver: true);
            }
        }
    }

    private void Answer(int signal, in SignalInfo info)
    {
        if (signal == LinuxFlags.SigIo)
        {
            Overflows++;
            AnswerAll(isOver: false);
        }
        else if (signal == Signal && info.Code > 0 && _files.TryGetValue(info.Descriptor, out WeakReference<LinuxFile>? file))
        {
            Answer(info.Descriptor, file, isOver: false);
        }
    }

    private void AnswerAll(bool isOver)
    {
        foreach ((int descriptor, WeakReference<LinuxFile> file) in _files)
        {
            Answer(descriptor, file, isOver);
        }
    }

    // The signal may have waited while the descriptor got another meaning; so the kernel is asked. It says that there is
    // no lease also of one that is being broken.
    private static void Answer(int descriptor, WeakReference<LinuxFile> file, bool isOver)
    {
        if ((isOver || LinuxCalls.FCntl(descriptor, LinuxFlags.FGetLease, 0) == LinuxFlags.NoLease) && file.TryGetTarget(out LinuxFile? leased))
        {
            leased.AnswerBreak();
        }
    }

    // Should the signal go astray, it shall not end the process. A handler that somebody has for it stays.
    private static unsafe void Ignore()
    {
        SignalDisposition action;

        // SAFETY: the calls fill and read the structure.
        if (LinuxCalls.SigAction(Signal, null, &action) == 0 && action.Handler == 0)
        {
            action.Handler = LinuxFlags.SigIgnore;
            _ = LinuxCalls.SigAction(Signal, &action, null);
        }
    }
}
