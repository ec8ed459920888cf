using System.Net.Sockets;

namespace MappingCache.Platform.Windows.Sending;

/// <summary>Sockets of Windows.</summary>
internal sealed class WindowsTransmitter : ISocketTransmitter
{
    private readonly TransmitFileStrategy _transmitFile;

    public WindowsTransmitter() => _transmitFile = new TransmitFileStrategy(Gathering, TransmitPlaces.Process);

    public ISendStrategy Gathering { get; } = new GatherStrategy();

    // Not measured, as it is on Linux: up to here a copy has won on every machine, and the next call may be the last that
    // clients make of TransmitFile at once.
    public long GatherLimit => 8 * 1024;

    // A call under way ends with the thread that has made it, unless its socket has a completion port. The runtime gives it its own.
    public void Prepare(Socket socket) => EmptySend.Through(socket);

    public ISendStrategy? Find(SendStrategy strategy) => strategy switch
    {
        SendStrategy.Gather => Gathering,
        SendStrategy.Auto or SendStrategy.SendFile => _transmitFile,
        _ => null,
    };
}
