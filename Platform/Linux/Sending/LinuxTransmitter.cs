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
}
