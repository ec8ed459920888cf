using System.Net.Sockets;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Sending;

/// <summary>Sockets of Linux.</summary>
internal sealed class LinuxTransmitter : ISocketTransmitter
{
    private readonly SendFileStrategy _sendFile = new();

    public ISendStrategy Gathering { get; } = new GatherStrategy();

    // A call that has no flag for it waits unless the descriptor says otherwise. The runtime sets that itself, and goes
    // on to do blocking calls as before, once something is sent without a thread; sending nothing is something.
    public void Prepare(Socket socket)
    {
        ValueTask<int> sending = socket.SendAsync(ReadOnlyMemory<byte>.Empty, SocketFlags.None, CancellationToken.None);
        _ = sending.IsCompletedSuccessfully ? sending.Result : sending.AsTask().GetAwaiter().GetResult();
    }

    public ISendStrategy? Find(SendStrategy strategy) => strategy switch
    {
        SendStrategy.Gather => Gathering,
        SendStrategy.Auto or SendStrategy.SendFile => _sendFile,
        _ => null,
    };

    /// <summary>What an error of a call means to an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="error">The error's number.</param>
    public static SendOutcome OutcomeOf(SendOperation operation, int error) => (Errno)error switch
    {
        Errno.EAGAIN => SendOutcome.Full,
        Errno.EFAULT => SendOutcome.Changed,
        _ => operation.Fail(SocketErrors.From(error)),
    };
}
