using System.Net.Sockets;
using MappingCache.Platform.Linux.Sending;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

[LinuxOnly("strategies of Linux")]
public sealed class AutoStrategyTests
{
    [Test]
    public void Windows_are_lent_only_where_a_socket_is_known_not_to_copy([Values(null, false, true)] bool? savesCopies)
    {
        using SocketPair sockets = SocketPair.Tcp();
        SocketLane.Of(sockets.Sender).Loans = savesCopies is { } known ? new Known(known) : null;
        AutoStrategy auto = new(sendFile: new Answering(SendOutcome.Full), zeroCopy: new Answering(SendOutcome.Lent));
        SendOperation operation = new(new LinuxTransmitter(), new FileSenderOptions(), auto, gatherLimit: 0);
        operation.Begin(sockets.Sender, [new byte[1]]);

        Assert.That(auto.Send(operation), Is.EqualTo(savesCopies == true ? SendOutcome.Lent : SendOutcome.Full));
    }

    private sealed class Answering(SendOutcome outcome) : ISendStrategy
    {
        public SendOutcome Send(SendOperation operation) => outcome;
    }

    private sealed class Known(bool hasSavedCopies) : ISocketLoans
    {
        public bool HasAny => false;

        public bool HasSavedCopies => hasSavedCopies;

        public ValueTask<SocketError> WaitAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public SocketError Wait(int timeout) => throw new NotSupportedException();
    }
}
