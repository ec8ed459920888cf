using System.Net.Sockets;

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

    // A call that has no flag for it waits unless the descriptor says otherwise. The runtime sets that itself, and goes
    // on to do blocking calls as before, once something is sent without a thread; sending nothing is something.
    public void Prepare(Socket socket)
    {
        ValueTask<int> sending = socket.SendAsync(ReadOnlyMemory<byte>.Empty, SocketFlags.None, CancellationToken.None);
        if (sending.IsCompleted)
        {
            _ = sending.GetAwaiter().GetResult();
            return;
        }

        // The caller's own sends wait for the socket, and this behind them. The descriptor is as it has to be already; what
        // becomes of them is theirs, and the next call meets the same error.
        _ = sending.AsTask().ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public ISendStrategy? Find(SendStrategy strategy) => strategy switch
    {
        SendStrategy.Gather => Gathering,
        SendStrategy.Auto => _auto,
        SendStrategy.SendFile => _sendFile,
        SendStrategy.Splice => _splice,
        SendStrategy.ZeroCopy => _zeroCopy,
        _ => null,
    };
}
