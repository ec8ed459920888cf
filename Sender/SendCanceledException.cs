namespace MappingCache;

/// <summary>An operation was cancelled. The connection is as the bytes that were sent have left it; nothing is pinned any more.</summary>
public sealed class SendCanceledException : OperationCanceledException
{
    /// <summary>Makes an exception without any detail.</summary>
    public SendCanceledException()
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public SendCanceledException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public SendCanceledException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal SendCanceledException(long bytesSent, Exception cause, CancellationToken token)
        : base($"The operation was cancelled after {bytesSent:N0} bytes.", cause, token) =>
        BytesSent = bytesSent;

    /// <summary>How many bytes of the operation the system had taken.</summary>
    public long BytesSent { get; }
}
