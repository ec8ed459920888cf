using System.Net.Sockets;
using MappingCache.Platform.Linux.Serving;

namespace MappingCache.AspNetCore.Transport;

/// <summary>What a connection's output tells its connection.</summary>
internal interface IOutputOwner
{
    /// <summary>The loop that sends what is not sent at once.</summary>
    EventLoop Loop { get; }

    /// <summary>The output was completed, and all of it is sent.</summary>
    void OnSent();

    /// <summary>A file changed while it was sent.</summary>
    void OnFileChanged();

    /// <summary>The socket or a file failed.</summary>
    void OnSendFailed(SocketError error);

    /// <summary>Whoever was sending has noticed that the socket is to be closed.</summary>
    void CloseSocket();

    /// <summary>Breaks the connection off, for whatever reason.</summary>
    void BreakOff(Exception reason);
}
