using System.Net.Sockets;

namespace MappingCache.Tests;

/// <summary>The running system's transmitter with something around each of its strategies.</summary>
internal sealed class WrappingTransmitter : ISocketTransmitter
{
    private readonly ISocketTransmitter _inner = WindowCacheFactory.CreateTransmitter();
    private readonly Func<ISendStrategy, ISendStrategy> _wrap;

    private WrappingTransmitter(Func<ISendStrategy, ISendStrategy> wrap)
    {
        _wrap = wrap;
        Gathering = wrap(_inner.Gathering);
    }

    public ISendStrategy Gathering { get; }

    public long GatherLimit => _inner.GatherLimit;

    /// <summary>Makes a sender whose every step is done by what a test puts around it.</summary>
    /// <param name="send">Given the strategy that would have done it, and the operation.</param>
    /// <param name="options">How it sends.</param>
    public static FileSender CreateSender(Func<ISendStrategy, SendOperation, SendOutcome> send, FileSenderOptions? options = null) =>
        new(new WrappingTransmitter(inner => new WrappingStrategy(inner, send)), options ?? new FileSenderOptions());

    public void Prepare(Socket socket) => _inner.Prepare(socket);

    public ISendStrategy? Find(SendStrategy strategy) => _inner.Find(strategy) is { } found ? _wrap(found) : null;

    private sealed class WrappingStrategy(ISendStrategy inner, Func<ISendStrategy, SendOperation, SendOutcome> send) : ISendStrategy
    {
        public SendOutcome Send(SendOperation operation) => send(inner, operation);
    }
}
