namespace MappingCache;

/// <summary>One way to give bytes to a socket. Thread-safe.</summary>
internal interface ISendStrategy
{
    /// <summary>Gives the socket as many of an operation's next bytes as it takes now. Never waits: neither for the socket nor, unless the operation may, for a disk.</summary>
    /// <param name="operation">The operation. What was taken is settled with it.</param>
    SendOutcome Send(SendOperation operation);
}
