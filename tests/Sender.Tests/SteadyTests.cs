using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>What a send costs when everything is warm: one call, and no allocation.</summary>
public sealed class SteadyTests
{
    private const int Tries = 4;

    // What the process's other threads allocate meanwhile, in bytes; an object for each send would be far more.
    private const int Noise = 1000;

    // Under Wine each takes a hundred times as long as elsewhere.
    private static readonly int s_sends = Wine.IsRunning ? 250 : 10_000;

    private static readonly byte[] s_header = FileContent.Of(101, 200);
    private static readonly byte[] s_trailer = FileContent.Of(102, 77);

    [Test]
    public void Sends_allocate_nothing([Values(4096, 65536)] int length, [Values] bool blocking, [Values] bool copy)
    {
        if (Wine.IsRunning && !blocking)
        {
            Assert.Ignore("Not under Wine: its calls are seldom over when they return, and who waits may cost an object");
        }

        using SendFixture test = new();
        using MappedFile file = test.Open(1, 65536);
        using SocketPair sockets = SocketPair.Tcp();

        // What waits in a thread for a socket that was sent through is an object of the runtime's; these two block by themselves.
        using SocketPair answers = SocketPair.Tcp();
        FileSender sender = FileSender.Create(new FileSenderOptions { Copy = copy });
        int whole = s_header.Length + length + s_trailer.Length;
        Thread receiving = new(() => ReceiveAndTell(sockets.Receiver, whole, answers.Sender));
        receiving.Start();
        SendPart[] parts = [s_header, file.Range(0, length), s_trailer];
        Run(sender, sockets.Sender, parts, blocking, answers.Receiver);

        // Of the whole process, whose other threads allocate now and then; what a send allocates is there every time.
        long least = long.MaxValue;
        for (int i = 0; i < Tries && least >= Math.Max(s_sends, Noise); i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Run(sender, sockets.Sender, parts, blocking, answers.Receiver);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        sockets.Sender.Shutdown(SocketShutdown.Send);
        receiving.Join();
        TestContext.Out.WriteLine($"{least:N0} bytes in {s_sends:N0} sends");
        Assert.That(least, Is.LessThan(Math.Max(s_sends, Noise)), "less than an object each");
    }

    [Test]
    public async Task A_header_a_small_file_and_a_trailer_are_one_step([Values] bool blocking)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 4096);
        using SocketPair sockets = SocketPair.Tcp();
        int steps = 0;
        FileSender sender = WrappingTransmitter.CreateSender((inner, operation) =>
        {
            steps++;
            return inner.Send(operation);
        });
        SendPart[] parts = [s_header, file.Whole(), s_trailer];
        await sender.SendAsync(sockets.Sender, parts);

        steps = 0;
        long sent = blocking ? sender.Send(sockets.Sender, parts) : await sender.SendAsync(sockets.Sender, parts);
        Assert.That(steps, Is.EqualTo(1));
        byte[] once = [.. s_header, .. FileContent.Of(1, 4096), .. s_trailer];
        await Receipt.MustBe(sockets, 2 * sent, [.. once, .. once]);
    }

    [Test]
    [LinuxOnly("what strace sees")]
    public async Task A_header_a_small_file_and_a_trailer_are_one_call()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 4096);
        using SocketPair sockets = SocketPair.Tcp();
        FileSender sender = FileSender.Create();
        SendPart[] parts = [s_header, file.Whole(), s_trailer];
        long sent = 0;
        for (int i = 0; i < 100; i++)
        {
            sent += sender.Send(sockets.Sender, parts);
        }

        IReadOnlyList<string> calls = SystemCallTrace.Of(() => sent += sender.Send(sockets.Sender, parts));
        Assert.That(calls, Has.Count.EqualTo(1));
        Assert.That(calls[0], Does.StartWith("sendmsg(").And.EndsWith($"= {s_header.Length + 4096 + s_trailer.Length}"));
        Receipt receipt = await Receive(sockets);
        Assert.That(receipt.Bytes, Has.Length.EqualTo(sent));
    }

    private static Task<Receipt> Receive(SocketPair sockets)
    {
        sockets.Sender.Shutdown(SocketShutdown.Send);
        return Receipt.OfAsync(sockets.Receiver);
    }

    private static void Run(FileSender sender, Socket socket, SendPart[] parts, bool blocking, Socket answers)
    {
        Span<byte> told = stackalloc byte[1];
        for (int send = 0; send < s_sends; send++)
        {
            _ = blocking ? sender.Send(socket, parts) : Finish(sender.SendAsync(socket, parts));
            _ = answers.Receive(told);
        }
    }

    // The receiver keeps up, so that waiting, in the rare case, is no steady state; but on Windows a call may be over a little
    // after it has returned. A task would be an object.
    private static long Finish(ValueTask<long> sending)
    {
        while (!sending.IsCompleted)
        {
            Thread.Yield();
        }

        return sending.GetAwaiter().GetResult();
    }

    private static void ReceiveAndTell(Socket socket, int whole, Socket answers)
    {
        Span<byte> bytes = new byte[whole];
        Span<byte> told = stackalloc byte[1];
        while (true)
        {
            for (int received = 0; received < whole;)
            {
                int more = socket.Receive(bytes[received..]);
                if (more == 0)
                {
                    return;
                }

                received += more;
            }

            answers.Send(told);
        }
    }
}
