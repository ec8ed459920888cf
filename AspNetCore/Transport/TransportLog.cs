using Microsoft.Extensions.Logging;

namespace MappingCache.AspNetCore.Transport;

/// <summary>What the transport writes to the log.</summary>
internal static partial class TransportLog
{
    [LoggerMessage(1, LogLevel.Error, "Connection {ConnectionId} met an error that nobody expected.")]
    public static partial void Unexpected(ILogger logger, string connectionId, Exception exception);

    [LoggerMessage(2, LogLevel.Debug, "Connection {ConnectionId} was broken off, since a file changed while it was sent.")]
    public static partial void FileChanged(ILogger logger, string connectionId);

    [LoggerMessage(3, LogLevel.Warning, "A connection could not be watched, and was reset: {Error}")]
    public static partial void NotWatched(ILogger logger, string error);

    [LoggerMessage(4, LogLevel.Warning, "No connection can be accepted at {EndPoint} for now: {Error}")]
    public static partial void NotAccepted(ILogger logger, System.Net.EndPoint endPoint, System.Net.Sockets.SocketError error);
}
