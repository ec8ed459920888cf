using System.Net.Sockets;

namespace MappingCache;

/// <summary>Windows that a socket's system still uses after the call that sent them. They stay pinned until it says that it is done, or the socket is closed, whatever becomes of the operation. Thread-safe.</summary>
internal interface ISocketLoans
{
    /// <summary>Whether anything is lent.</summary>
    bool HasAny { get; }

    /// <summary>Whether the system has said of all calls so far, and of one at least, that it copied nothing.</summary>
    bool HasSavedCopies { get; }

    /// <summary>Waits until something has come back since, or nothing is lent any more.</summary>
    /// <returns><see cref="SocketError.OperationAborted"/> if the socket was closed; else success.</returns>
    ValueTask<SocketError> WaitAsync(CancellationToken cancellationToken);

    /// <summary>The same, in this thread.</summary>
    /// <param name="timeout">For how many milliseconds, which ends in <see cref="SocketError.TimedOut"/>; -1 for as long as it takes.</param>
    SocketError Wait(int timeout);
}
