using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>What is known of a socket, or another target, that something is sent through, and the order of those who send: one operation after the other.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The semaphore has a native handle only for those who ask for it, and nobody does.")]
internal sealed class SocketLane
{
    private static readonly ConditionalWeakTable<object, SocketLane> s_lanes = [];

    private readonly SemaphoreSlim _free = new(1, 1);

    private SocketLane(object target)
    {
        if (target is Socket { SocketType: not SocketType.Stream } socket)
        {
            throw new ArgumentException($"Files are sent through stream sockets (TCP, Unix domain); this one is of type {socket.SocketType}.", nameof(target));
        }
    }

    /// <summary>The socket's handle when <see cref="ISocketTransmitter.Prepare"/> was called; another one if the socket was connected again since. For whoever has entered.</summary>
    public SafeSocketHandle? Prepared
    {
        get;
        set
        {
            // What a former descriptor was lent comes back without the lane.
            field = value;
            Loans = null;
        }
    }

    /// <summary>Whether the last call was not over when it returned, where there are such: the next may have to wait, too. For whoever has entered.</summary>
    public bool HasPended { get; set; }

    /// <summary>Windows that the system still uses; null as long as it was never lent any. For whoever has entered.</summary>
    public ISocketLoans? Loans { get; set; }

    /// <summary>The lane of a socket, a stream or a pipe. A socket's own stream has the socket's.</summary>
    /// <exception cref="ArgumentException">Nothing can be sent through it in order.</exception>
    public static SocketLane Of(object target) => s_lanes.GetValue(target is NetworkStream stream ? stream.Socket : target, static target => new SocketLane(target));

    /// <summary>Enters if nobody is in.</summary>
    public bool TryEnter() => _free.Wait(0, CancellationToken.None);

    /// <summary>Waits in this thread until those who came before have left.</summary>
    public void Enter()
    {
        // In the same queue as those who wait without a thread. The semaphore's own waiting in a thread goes before them all.
        Task entering = EnterAsync(CancellationToken.None);
        try
        {
            entering.GetAwaiter().GetResult();
        }
        catch (ThreadInterruptedException)
        {
            // Its turn comes all the same.
            _ = entering.ContinueWith(_ => Leave(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Waits until those who came before have left.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    /// <summary>Lets the next one in.</summary>
    public void Leave() => _free.Release();
}
