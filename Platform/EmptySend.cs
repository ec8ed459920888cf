using System.Net.Sockets;

namespace MappingCache.Platform;

/// <summary>Has the runtime make a socket ready for calls that do not wait. It does so, and goes on to do blocking calls as before, once something is sent without a thread; sending nothing is something.</summary>
internal static class EmptySend
{
    /// <summary>Sends nothing.</summary>
    /// <exception cref="SocketException">The socket is not connected, or its connection has ended.</exception>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public static void Through(Socket socket)
    {
        ValueTask<int> sending = socket.SendAsync(ReadOnlyMemory<byte>.Empty, SocketFlags.None, CancellationToken.None);
        if (sending.IsCompleted)
        {
            _ = sending.GetAwaiter().GetResult();
            return;
        }

        // The caller's own sends wait for the socket, and this behind them. The socket is as it has to be already; what
        // becomes of them is theirs, and the next call meets the same error.
        _ = sending.AsTask().ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
