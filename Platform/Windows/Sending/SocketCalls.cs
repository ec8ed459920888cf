using System.Net.Sockets;

namespace MappingCache.Platform.Windows.Sending;

/// <summary>What comes before a call on a socket, and after it.</summary>
internal static unsafe class SocketCalls
{
    // From here on numbers are WinSock's, by which the runtime calls them, too.
    private const int FirstOfWinSock = 10000;

    /// <summary>Whether the socket may well take bytes without waiting. What was collected for a call that waits stays pinned, so that is asked first, unless it is the first of its operation and the last one did not wait.</summary>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public static bool MayTake(SendOperation operation)
    {
        if (operation.Sent == 0 && !operation.Lane.HasPended)
        {
            return true;
        }

        using SocketUse use = new(operation.Socket.SafeHandle);
        WSAPOLLFD question = new() { fd = (SOCKET)use.Number, events = POLL.POLLWRNORM };

        // SAFETY: there is one question. An error is the next call's to tell.
        return WSAPoll(&question, 1, 0) != 0;
    }

    /// <summary>Settles with an operation what a call came to that is over.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="file">The file that bytes were sent of; null if they were collected.</param>
    /// <param name="offset">Where they began in it.</param>
    /// <param name="bytes">How many were taken, also if it failed.</param>
    /// <param name="error">What it failed with; 0 if it did not.</param>
    public static SendOutcome Settle(SendOperation operation, MappedFile? file, long offset, long bytes, int error)
    {
        SendOutcome outcome = file is null ? operation.Settle(bytes) : operation.Take(bytes);
        return outcome == SendOutcome.Progress ? OutcomeOf(operation, file, offset, bytes, error) : outcome;
    }

    private static SendOutcome OutcomeOf(SendOperation operation, MappedFile? file, long offset, long bytes, int error) => error switch
    {
        // The file is shorter than it was.
        0 when bytes == 0 && file is not null => SendOutcome.Changed,
        ERROR.ERROR_HANDLE_EOF or (int)SocketError.Fault => SendOutcome.Changed,

        // By whoever cancels the operation or disposes the socket, who is known to them; or with its thread.
        0 or ERROR.ERROR_OPERATION_ABORTED => SendOutcome.Progress,
        (int)SocketError.WouldBlock => SendOutcome.Full,
        ERROR.ERROR_NETNAME_DELETED => operation.Fail(SocketError.ConnectionReset),
        ERROR.ERROR_CONNECTION_ABORTED => operation.Fail(SocketError.ConnectionAborted),
        < FirstOfWinSock when file is not null => operation.Fail(file, WindowsErrors.From(error), offset),
        _ => operation.Fail((SocketError)error),
    };
}
