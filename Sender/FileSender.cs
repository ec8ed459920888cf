using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>
/// Sends bytes and ranges of mapped files through sockets, each call as one operation: its parts in order, without
/// anything of another operation of any sender between them, and with the exact count of bytes in every outcome.
/// Thread-safe; one is enough for a process.
/// </summary>
public sealed partial class FileSender
{
    // As many operations are kept for the next ones as may well be under way at once.
    private const int MostSpares = 1024;

    private readonly ISocketTransmitter _transmitter;
    private readonly FileSenderOptions _options;
    private readonly ISendStrategy _ranges;

    // Longer ranges are sent by the strategy for ranges, the others gathered with what is around them.
    private readonly long _gatherLimit;
    private readonly ConcurrentQueue<SendOperation> _spares = [];

    // One that has ended in this thread, of whichever sender was first: most sends begin and end in one thread, and threads
    // that take it from here do not contend for the queue.
    [ThreadStatic]
    private static SendOperation? t_spare;

    internal FileSender(ISocketTransmitter transmitter, FileSenderOptions options)
    {
        _transmitter = transmitter;
        _options = FileSenderOptions.Validated(options);
        _ranges = transmitter.Find(options.Strategy) ?? throw new PlatformNotSupportedException($"This system has nothing like {nameof(SendStrategy)}.{options.Strategy}; {nameof(SendStrategy.Auto)} is for every system.");
        _gatherLimit = options.Copy || options.Strategy == SendStrategy.Gather ? long.MaxValue
            : options.Strategy == SendStrategy.Auto ? options.GatherLimit ?? transmitter.GatherLimit
            : 0;
    }

    /// <summary>Sends parts through a socket, in order. Waits for others who send through it by any sender of this process, for the socket, for slots and for the disk without holding up a thread, and pins no window meanwhile; but a call that Windows has not finished yet keeps what it sends.</summary>
    /// <param name="socket">A stream socket that is connected.</param>
    /// <param name="parts">Any number. Files stay open, and bytes unchanged, until the operation is over.</param>
    /// <param name="cancellationToken">Ends waiting. What was sent is sent.</param>
    /// <returns>How many bytes were sent: all of them.</returns>
    /// <exception cref="ArgumentException">The socket is not of a kind that takes bytes in order (UDP), or a range goes past the end of its file; nothing was sent.</exception>
    /// <exception cref="FileChangedException">A file has changed, or was cut short, meanwhile. If bytes were sent the connection was reset, unless the options say otherwise.</exception>
    /// <exception cref="NotResidentException">Bytes are not in memory, and the options ask for that.</exception>
    /// <exception cref="SendException">The socket or a file failed, there was no slot in time, or the handle of one, or its cache, was disposed.</exception>
    /// <exception cref="SendCanceledException">The token was cancelled.</exception>
    /// <exception cref="MappingException">A file could not be looked at; nothing was sent.</exception>
    /// <exception cref="ObjectDisposedException">The socket, the handle of a file, or its cache was disposed before anything was sent.</exception>
    public ValueTask<long> SendAsync(Socket socket, ReadOnlySpan<SendPart> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        SendOperation operation = Begin(socket, parts);
        SendOutcome outcome = SendOutcome.Progress;
        bool hasEntered = false;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            hasEntered = operation.Lane.TryEnter();
            outcome = hasEntered ? operation.Run() : outcome;
        }
        catch (Exception failure)
        {
            Exception told = Told(operation, failure, cancellationToken);
            End(operation, hasEntered);
            return ValueTask.FromException<long>(told);
        }

        return outcome == SendOutcome.Done
            ? ValueTask.FromResult(End(operation, hasEntered))
            : GoOnAsync(operation, hasEntered, outcome, cancellationToken);
    }

    /// <summary>Does as <see cref="SendAsync(Socket, ReadOnlySpan{SendPart}, CancellationToken)"/>, and waits in this thread. The socket's own <see cref="Socket.SendTimeout"/> ends waiting for it, and a socket that is set to be not <see cref="Socket.Blocking"/> is not waited for.</summary>
    /// <param name="socket">A stream socket that is connected.</param>
    /// <param name="parts">Any number.</param>
    /// <returns>How many bytes were sent: all of them.</returns>
    /// <exception cref="ArgumentException">The socket is not of a kind that takes bytes in order (UDP), or a range goes past the end of its file; nothing was sent.</exception>
    /// <exception cref="FileChangedException">A file has changed, or was cut short, meanwhile. If bytes were sent the connection was reset, unless the options say otherwise.</exception>
    /// <exception cref="SendException">The socket or a file failed, or the handle of one, or its cache, was disposed.</exception>
    /// <exception cref="MappingException">A file could not be looked at; nothing was sent.</exception>
    /// <exception cref="ObjectDisposedException">The socket, the handle of a file, or its cache was disposed before anything was sent.</exception>
    public long Send(Socket socket, params ReadOnlySpan<SendPart> parts)
    {
        ArgumentNullException.ThrowIfNull(socket);
        SendOperation operation = Begin(socket, parts);
        bool hasEntered = false;
        try
        {
            if (!operation.Lane.TryEnter())
            {
                operation.Lane.Enter();
                operation.HasWaited();
            }

            hasEntered = true;
            SendOutcome outcome = operation.Run();
            while (outcome != SendOutcome.Done)
            {
                outcome = outcome switch
                {
                    SendOutcome.Progress or SendOutcome.HadItsTurn => operation.Run(),
                    SendOutcome.Full => operation.WaitForSocket(),
                    SendOutcome.Pending => operation.WaitForCall(),
                    SendOutcome.NeedsWindow => operation.Bring(),
                    SendOutcome.NeedsDisk => operation.ReadAndRun(),
                    SendOutcome.Lent => operation.WaitForLoans(),
                    _ => throw operation.Failure(outcome),
                };
            }
        }
        catch (Exception failure)
        {
            Exception told = Told(operation, failure, CancellationToken.None);
            End(operation, hasEntered);
            if (ReferenceEquals(told, failure))
            {
                throw;
            }

            throw told;
        }

        return End(operation, hasEntered);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<long> GoOnAsync(SendOperation operation, bool hasEntered, SendOutcome outcome, CancellationToken cancellationToken)
    {
        try
        {
            if (!hasEntered)
            {
                await operation.Lane.EnterAsync(cancellationToken).ConfigureAwait(false);
                hasEntered = true;
                operation.HasWaited();
            }

            bool hasLeft = false;
            while (outcome != SendOutcome.Done)
            {
                // What is known to have failed is told, also when it is cancelled now: a file that has changed ends the connection.
                if (outcome is SendOutcome.Changed or SendOutcome.Failed or SendOutcome.Missing)
                {
                    throw operation.Failure(outcome);
                }

                // A call that is under way is ended first, and what it sent is counted.
                if (outcome != SendOutcome.Pending)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                // Once it has left the caller's thread it keeps a turn that nobody waits for: to give it away wakes a thread. The
                // runtime's own thread, on which it goes on if the process is told so, has others to wake.
                bool givesWay = outcome == SendOutcome.HadItsTurn && !(hasLeft && Thread.CurrentThread.IsThreadPoolThread && ThreadPool.PendingWorkItemCount == 0);
                outcome = outcome switch
                {
                    // The runtime waits without a thread, and sends a copy of the next byte: nothing is pinned meanwhile.
                    SendOutcome.Full => operation.CopyNextByte() is var copied and not SendOutcome.Progress ? copied
                        : operation.Take(await operation.Socket.SendAsync(operation.NextByte, SocketFlags.None, cancellationToken).ConfigureAwait(false)),
                    SendOutcome.Pending => await operation.WaitForCallAsync(cancellationToken).ConfigureAwait(false),
                    SendOutcome.NeedsWindow => await operation.BringAsync(cancellationToken).ConfigureAwait(false),
                    SendOutcome.NeedsDisk => await Task.Run(operation.ReadAndRun, CancellationToken.None).ConfigureAwait(false),
                    SendOutcome.Lent => await operation.WaitForLoansAsync(cancellationToken).ConfigureAwait(false),
                    _ when givesWay => await YieldAsync().ConfigureAwait(false),
                    _ => operation.Run(),
                };
                hasLeft |= givesWay;
            }
        }
        catch (Exception failure)
        {
            Exception told = Told(operation, failure, cancellationToken);
            End(operation, hasEntered);
            if (ReferenceEquals(told, failure))
            {
                throw;
            }

            throw told;
        }

        return End(operation, hasEntered);
    }

    // Behind those who wait for a thread: what goes on elsewhere than in the pool's common queue goes on first. A context of
    // the caller's is left for good; it may be one that has a single thread, which waits for this.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<SendOutcome> YieldAsync()
    {
        if (SynchronizationContext.Current is not null || TaskScheduler.Current != TaskScheduler.Default)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        await Task.Yield();
        return SendOutcome.Progress;
    }

    private static Exception Told(SendOperation operation, Exception failure, CancellationToken cancellationToken) => failure switch
    {
        FileChangedException or SendException or NotResidentException => failure,
        ObjectDisposedException when operation.Sent == 0 => failure,
        OperationCanceledException => new SendCanceledException(operation.Sent, failure, cancellationToken),
        _ => operation.Wrapped(failure),
    };

    private SendOperation Begin(Socket socket, ReadOnlySpan<SendPart> parts)
    {
        SendOperation operation = Rent();
        try
        {
            operation.Begin(socket, parts);
            return operation;
        }
        catch
        {
            Keep(operation);
            throw;
        }
    }

    private SendOperation Rent()
    {
        if (t_spare is { } last && last.SendsBy(_transmitter, _options))
        {
            t_spare = null;
            return last;
        }

        return _spares.TryDequeue(out SendOperation? spare) ? spare : new SendOperation(_transmitter, _options, _ranges, _gatherLimit);
    }

    private long End(SendOperation operation, bool hasEntered)
    {
        long sent = operation.Sent;
        SocketLane lane = operation.Lane;
        try
        {
            Keep(operation);
        }
        finally
        {
            if (hasEntered)
            {
                lane.Leave();
            }
        }

        return sent;
    }

    private void Keep(SendOperation operation)
    {
        operation.End();
        if (t_spare is null)
        {
            t_spare = operation;
        }
        else if (_spares.Count < MostSpares)
        {
            _spares.Enqueue(operation);
        }
    }
}
