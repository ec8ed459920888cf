using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>What is known of a socket that something is sent through, and the order of those who send: one operation after the other.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The semaphore has a native handle only for those who ask for it, and nobody does.")]
internal sealed class SocketLane
{
    private static readonly ConditionalWeakTable<Socket, SocketLane> s_lanes = [];

    private readonly SemaphoreSlim _free = new(1, 1);

    private SocketLane(Socket socket)
    {
        if (socket.SocketType != SocketType.Stream)
        {
            throw new ArgumentException($"Files are sent through stream sockets (TCP, Unix domain); this one is of type {socket.SocketType}.", nameof(socket));
        }
    }

    /// <summary>Whether <see cref="ISocketTransmitter.Prepare"/> was called. For whoever has entered.</summary>
    public bool IsPrepared { get; set; }

    /// <summary>Windows that the system still uses; null as long as it was never lent any. For whoever has entered.</summary>
    public ISocketLoans? Loans { get; set; }

    /// <summary>The lane of a socket.</summary>
    /// <exception cref="ArgumentException">Nothing can be sent through it in order.</exception>
    public static SocketLane Of(Socket socket) => s_lanes.GetValue(socket, static socket => new SocketLane(socket));

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
