using System.Net.Sockets;

namespace MappingCache;

/// <summary>An operation could not be sent to its end. The connection is as the bytes that were sent have left it.</summary>
public sealed class SendException : IOException
{
    /// <summary>Makes an exception without any detail.</summary>
    public SendException()
        : this("The bytes could not be sent.")
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public SendException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public SendException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal SendException(string message, Exception cause, long bytesSent)
        : base(message, cause) =>
        BytesSent = bytesSent;

    /// <summary>What an operation tells of a failure, with the count of bytes.</summary>
    internal static SendException After(long bytesSent, long length, Exception failure) => failure as SendException
        ?? new SendException($"{bytesSent:N0} of {length:N0} bytes were sent: {failure.Message}", failure, bytesSent);

    /// <summary>How many bytes of the operation the system had taken.</summary>
    public long BytesSent { get; }

    /// <summary>What the socket said; <see cref="SocketError.Success"/> if it was not the socket that failed.</summary>
    public SocketError SocketError => InnerException is SocketException failed ? failed.SocketErrorCode : SocketError.Success;
}
