namespace MappingCache.Platform.Linux.Serving;

/// <summary>How a turn of sending ended.</summary>
internal enum SendStep
{
    /// <summary>Somebody else has the turn, or will be told of room.</summary>
    NotMine,

    /// <summary>All that was published is sent.</summary>
    Done,

    /// <summary>The socket is full; the loop goes on.</summary>
    Blocked,

    /// <summary>A quantum was sent: others are to have their turn first, and then this is to be run again.</summary>
    HadItsTurn,

    /// <summary>A file has changed since its range was appended. The connection cannot go on.</summary>
    FileChanged,

    /// <summary>The socket or a file failed; <see cref="SocketOutput.Error"/> says how.</summary>
    Failed,

    /// <summary>The socket is to be closed, by whoever is told this.</summary>
    Closing,
}
