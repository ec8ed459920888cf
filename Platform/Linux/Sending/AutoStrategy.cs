namespace MappingCache.Platform.Linux.Sending;

/// <summary>
/// For large ranges: sendfile, unless the socket is known to take windows without a copy. It never tries that by itself:
/// a try costs a copy and a wait where it fails, as on loopback, and gains nothing over sendfile that would pay for it.
/// What is known comes from those who name <see cref="SendStrategy.ZeroCopy"/> on the same socket.
/// </summary>
internal sealed class AutoStrategy(ISendStrategy sendFile, ISendStrategy zeroCopy) : ISendStrategy
{
    public SendOutcome Send(SendOperation operation) => (operation.Lane.Loans is { HasSavedCopies: true } ? zeroCopy : sendFile).Send(operation);
}
