using System.Net.Sockets;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Sending;

/// <summary>Sockets of Linux.</summary>
internal sealed class LinuxTransmitter : ISocketTransmitter
{
    private readonly SendFileStrategy _sendFile = new();
    private readonly SpliceStrategy _splice;
    private readonly ZeroCopyStrategy _zeroCopy;
    private readonly AutoStrategy _auto;

    public LinuxTransmitter()
    {
        _splice = new SpliceStrategy(Gathering);
        _zeroCopy = new ZeroCopyStrategy(Gathering);
        _auto = new AutoStrategy(_sendFile, _zeroCopy);
    }

    public ISendStrategy Gathering { get; } = new GatherStrategy();

    public long GatherLimit => GatherCalibration.Limit;

    // A call that has no flag for it waits unless the descriptor says otherwise, which the runtime sees to.
    public void Prepare(Socket socket) => EmptySend.Through(socket);

    public ISendStrategy? Find(SendStrategy strategy) => strategy switch
    {
        SendStrategy.Gather => Gathering,
        SendStrategy.Auto => _auto,
        SendStrategy.SendFile => _sendFile,
        SendStrategy.Splice => _splice,
        SendStrategy.ZeroCopy => _zeroCopy,
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
