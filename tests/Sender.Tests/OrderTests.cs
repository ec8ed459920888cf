using System.Buffers.Binary;
using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>Many operations on one socket: each in one piece, and in the order in which they came.</summary>
public sealed class OrderTests
{
    private const int Buffer = 8 * 1024;
    private const int FileLength = 200_000;
    private const int Seed = 7;
    private const int Head = 12;

    [Test]
    public async Task Concurrent_operations_of_several_senders_arrive_in_one_piece_each([Values] bool unix)
    {
        const int Clients = 12;
        const int Each = 40;
        using SendFixture test = new();
        using MappedFile file = test.Open(Seed, FileLength);
        using SocketPair sockets = unix ? SocketPair.Unix(test.Folder["socket"]) : SocketPair.Tcp(Buffer);
        FileSender[] senders = [FileSender.Create(new FileSenderOptions { Strategy = SendStrategy.Gather, Quantum = 16 * 1024 }), FileSender.Create(new FileSenderOptions { Strategy = SendStrategy.SendFile })];
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        Task<Dictionary<int, int>> receiving = Task.Factory.StartNew(() => ReadFrames(sockets.Receiver), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task[] clients = [.. Enumerable.Range(0, Clients).Select(client => Task.Factory.StartNew(() => Send(client).GetAwaiter().GetResult(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        await Task.WhenAll(clients);
        sockets.Sender.Shutdown(SocketShutdown.Send);
        Dictionary<int, int> frames = await receiving;
        Assert.That(frames.Keys, Is.EquivalentTo(Enumerable.Range(0, Clients)));
        Assert.That(frames.Values, Has.All.EqualTo(Each));

        async Task Send(int client)
        {
            Random random = new(seed + client);
            for (int frame = 0; frame < Each; frame++)
            {
                SendPart[] parts = Frame(file, client, random.Next(FileLength / 2), random.Next(2) == 0 ? random.Next(3000) : random.Next(FileLength / 2));
                FileSender sender = senders[random.Next(senders.Length)];
                long sent = random.Next(2) == 0 ? sender.Send(sockets.Sender, parts) : await sender.SendAsync(sockets.Sender, parts);
                Assert.That(sent, Is.EqualTo(parts.Sum(static part => part.Length)));
            }
        }
    }

    // Those who wait in a thread and those who wait without one are in one queue.
    [Test]
    public async Task Who_comes_first_is_served_first()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(Seed, FileLength);
        using SocketPair sockets = SocketPair.Tcp(Buffer);
        FileSender sender = FileSender.Create();
        Task<long> first = sender.SendAsync(sockets.Sender, [file.Whole(), file.Whole(), file.Whole(), file.Whole(), file.Whole(), file.Whole()]).AsTask();
        Assert.That(first.IsCompleted, Is.False, "nobody receives");

        List<Task> behind = [];
        for (byte i = 0; i < 6; i += 2)
        {
            byte[] waitsWithout = [i];
            byte[] waitsInThread = [(byte)(i + 1)];
            behind.Add(sender.SendAsync(sockets.Sender, [waitsWithout]).AsTask());
            TaskCompletionSource done = new();
            Thread thread = new(() =>
            {
                sender.Send(sockets.Sender, waitsInThread);
                done.SetResult();
            });
            thread.Start();
            behind.Add(done.Task);
            Assert.That(SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30)));
        }

        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);
        await first;
        await Task.WhenAll(behind);
        sockets.Sender.Shutdown(SocketShutdown.Send);
        byte[] received = (await receiving).Bytes;
        Assert.That(received[^6..], Is.EqualTo((byte[])[0, 1, 2, 3, 4, 5]));
    }

    [Test]
    public async Task Who_is_cancelled_in_the_queue_leaves_it_to_the_others()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(Seed, FileLength);
        using SocketPair sockets = SocketPair.Tcp(Buffer);
        FileSender sender = FileSender.Create();
        using CancellationTokenSource cancellation = new();
        Task<long> first = sender.SendAsync(sockets.Sender, [file.Whole()]).AsTask();
        Task<long> second = sender.SendAsync(sockets.Sender, [file.Whole()], cancellation.Token).AsTask();
        byte[] last = [1, 2, 3];
        Task<long> third = sender.SendAsync(sockets.Sender, [last]).AsTask();
        cancellation.Cancel();

        SendCanceledException canceled = (await Assert.ThrowsAsync<SendCanceledException>(() => second))!;
        Assert.That(canceled.BytesSent, Is.Zero);
        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);
        long sent = await first + await third;
        await Receipt.MustBe(sockets, sent, [.. FileContent.Of(Seed, FileLength), .. last], receiving);
    }

    // Says who has sent it, and which bytes of the file follow, between two pieces of bytes.
    private static SendPart[] Frame(MappedFile file, int client, int offset, int length)
    {
        byte[] head = new byte[Head];
        BinaryPrimitives.WriteInt32LittleEndian(head, client);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), offset);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), length);
        return [head, file.Range(offset, length / 2), file.Range(offset + (length / 2), length - (length / 2)), head];
    }

    private static Dictionary<int, int> ReadFrames(Socket socket)
    {
        Dictionary<int, int> frames = [];
        byte[] head = new byte[Head];
        byte[] tail = new byte[Head];
        while (TryFill(socket, head))
        {
            int client = BinaryPrimitives.ReadInt32LittleEndian(head);
            byte[] bytes = new byte[BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(8))];
            Assert.That(TryFill(socket, bytes) && TryFill(socket, tail), "a frame ends early");
            Assert.That(FileContent.Matches(bytes, Seed, BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(4))), $"a frame of client {client}");
            Assert.That(tail, Is.EqualTo(head));
            frames[client] = frames.GetValueOrDefault(client) + 1;
        }

        return frames;
    }

    private static bool TryFill(Socket socket, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int received = socket.Receive(bytes);
            if (received == 0)
            {
                return false;
            }

            bytes = bytes[received..];
        }

        return true;
    }
}
