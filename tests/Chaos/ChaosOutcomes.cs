using System.Net;
using System.Net.Sockets;

namespace MappingCache.Tests.Chaos;

/// <summary>What exceptions come to.</summary>
internal static class ChaosOutcomes
{
    /// <summary>The outcome that an exception tells of; null if it is none that an operation may have.</summary>
    public static ChaosOutcome? Of(Exception exception) => exception switch
    {
        FileChangedException => ChaosOutcome.Changed,
        FileNotFoundException => ChaosOutcome.NotFound,
        UnauthorizedAccessException => ChaosOutcome.Refused,
        HttpRequestException { StatusCode: HttpStatusCode.NotFound } => ChaosOutcome.NotFound,
        HttpRequestException { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable } => ChaosOutcome.Empty,
        HttpRequestException { InnerException: { } inner } => Of(inner),
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => ChaosOutcome.Aborted,

        // The window's pages were gone when the system wanted to send them.
        SocketException { SocketErrorCode: SocketError.Fault } => ChaosOutcome.Changed,
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown } => ChaosOutcome.Aborted,
        IOException { InnerException: { } inner } => Of(inner),
        _ => null,
    };
}
