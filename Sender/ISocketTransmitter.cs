using System.Net.Sockets;

namespace MappingCache;

/// <summary>The seam to the operating system: how bytes go to a socket. Waiting until a socket takes bytes again is the runtime's own.</summary>
internal interface ISocketTransmitter
{
    /// <summary>Gathers bytes and windows into one call.</summary>
    ISendStrategy Gathering { get; }

    /// <summary>Up to how many bytes that is the cheapest way on this machine.</summary>
    long GatherLimit { get; }

    /// <summary>Sees to it that no call on the socket waits. Called once for each, before the first.</summary>
    void Prepare(Socket socket);

    /// <summary>The strategy of a name; for <see cref="SendStrategy.Auto"/> the one for large ranges.</summary>
    /// <returns>Null if this system has none.</returns>
    ISendStrategy? Find(SendStrategy strategy);
}
