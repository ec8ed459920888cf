using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>Each system call of a send fails once, in every way that it may; and sockets take as little as they like.</summary>
public sealed class FailingCallTests
{
    private const int Length = 300_000;
    private const int MostCalls = 4;

    private static readonly byte[] s_header = FileContent.Of(101, 200);
    private static readonly byte[] s_trailer = FileContent.Of(102, 77);
    private static readonly byte[] s_whole = [.. s_header, .. FileContent.Of(1, Length), .. s_trailer];

    [Test]
    [LinuxOnly("system calls by their names")]
    public async Task A_call_that_fails_ends_the_send_as_it_is_documented(
        [Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy,
        [Values("EAGAIN", "EINTR", "ECONNRESET", "EPIPE", "ENOBUFS", "EIO", "EFAULT")] string error)
    {
        FailingSend send = new(new FileSenderOptions { Strategy = strategy, Quantum = 64 * 1024 });
        int failed = 0;
        foreach (string call in strategy == SendStrategy.Gather ? (string[])["sendmsg"] : ["sendmsg", "sendfile"])
        {
            for (int which = 1; which <= MostCalls; which++)
            {
                failed += await send.RunAsync(call, error, $"{which}") ? 1 : 0;
            }
        }

        Assert.That(failed, Is.GreaterThanOrEqualTo(strategy == SendStrategy.Gather ? MostCalls : MostCalls + 2), "there were as many calls to fail");
    }

    // Asking whether a file has changed is fstat; reading it into memory of the sender's, pread. One that fails once is tried
    // again when there was something to be sent before.
    [Test]
    [LinuxOnly("system calls by their names")]
    public async Task A_file_that_cannot_be_read_or_asked_ends_the_send([Values("pread64", "%fstat")] string call)
    {
        FailingSend send = new(new FileSenderOptions { Copy = true, Quantum = 64 * 1024 });
        int failed = 0;
        for (int which = 1; which <= MostCalls; which++)
        {
            failed += await send.RunAsync(call, "EIO", $"{which}+") ? 1 : 0;
        }

        Assert.That(failed, Is.GreaterThan(1), "there were calls to fail");
    }

    [Test]
    public async Task A_socket_may_take_a_byte_at_a_time([Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy, [Values] bool blocking, [Values(1, 2, 5)] int every)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, Length);
        using SocketPair sockets = SocketPair.Tcp();
        int calls = 0;
        FileSender sender = WrappingTransmitter.CreateSender(
            (inner, operation) => ++calls % every == 0 ? SendByte(operation) : inner.Send(operation), new FileSenderOptions { Strategy = strategy, Quantum = 4096, GatherLimit = 0 });
        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);

        // Under Wine a call takes half a millisecond.
        int length = Wine.IsRunning && every == 1 ? 300 : 5000;
        SendPart[] parts = [s_header, file.Range(0, length), s_trailer, file.Range(60_000, 2 * length)];
        long sent = blocking ? sender.Send(sockets.Sender, parts) : await sender.SendAsync(sockets.Sender, parts);
        await Receipt.MustBe(sockets, sent, [.. s_header, .. s_whole.AsSpan(s_header.Length, length), .. s_trailer, .. s_whole.AsSpan(s_header.Length + 60_000, 2 * length)], receiving);
        Assert.That(calls, Is.GreaterThanOrEqualTo(every));
    }

    private static SendOutcome SendByte(SendOperation operation)
    {
        SendOutcome outcome = operation.Collect();
        if (outcome != SendOutcome.Progress)
        {
            return outcome;
        }

        if (!operation.Socket.Poll(0, SelectMode.SelectWrite))
        {
            operation.LetGo();
            return SendOutcome.Full;
        }

        return operation.Settle(SendFirstByte(operation));
    }

    // SAFETY: the first piece that was collected stays where it is until the operation settles.
    private static unsafe int SendFirstByte(SendOperation operation) => operation.Socket.Send(new ReadOnlySpan<byte>(operation.Pieces[0].Address, 1), SocketFlags.None);
}
