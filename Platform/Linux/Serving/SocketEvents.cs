using MappingCache.Native.Linux;

namespace MappingCache.Platform.Linux.Serving;

/// <summary>What an event loop tells of a socket.</summary>
[Flags]
internal enum SocketEvents : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>There is something to receive, or to accept.</summary>
    Readable = LinuxFlags.EpollIn,

    /// <summary>There is room to send.</summary>
    Writable = LinuxFlags.EpollOut,

    /// <summary>The socket has failed.</summary>
    Error = LinuxFlags.EpollError,

    /// <summary>Both directions have ended.</summary>
    HangUp = LinuxFlags.EpollHangUp,

    /// <summary>The peer sends no more.</summary>
    PeerHangUp = LinuxFlags.EpollPeerHangUp,
}
