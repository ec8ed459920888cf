using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>Thousands of receivers that take a kilobyte now and then, on few slots and as few threads as there are processors.</summary>
public sealed class SlowReceiverTests
{
    // How many receivers; without it few and hurried ones, for every day.
    private const string Variable = "MAPPINGCACHE_SLOW_RECEIVERS";
    private const int FewReceivers = 1000;
    private const int Processes = 2;
    private const int Slots = 256;
    private const int Files = 300;
    private const int FileLength = 2 * SendFixture.WindowSize;
    private const int LeastLength = 40_000;
    private const int Buffer = 4096;

    // On Linux only steps pin anything: a thread has one, and the pool few. On Windows calls under way do, too.
    private static readonly int s_mostPinned = OperatingSystem.IsLinux() ? 2 * Environment.ProcessorCount : Slots;

    [Test]
    public void Receives_slowly()
    {
        if (!SlowReceivers.TryRun())
        {
            Assert.Ignore("this is what the receivers' processes run");
        }
    }

    [Test]
    [NotUnderWine("it takes no small size for a socket's buffer, so that nobody is slow, and seconds for some dozens of connections")]
    public async Task Thousands_of_slow_receivers_hold_no_slot_and_no_thread([Values(SendStrategy.Gather, SendStrategy.Auto)] SendStrategy strategy)
    {
        string? asked = Environment.GetEnvironmentVariable(Variable);
        int receivers = asked is null ? FewReceivers : int.Parse(asked, CultureInfo.InvariantCulture);
        int period = asked is null ? 100 : 1000;
        int threads = Math.Max(2, Environment.ProcessorCount);
        ThreadPool.GetMinThreads(out int leastWorkers, out int leastPorts);
        ThreadPool.GetMaxThreads(out int mostWorkers, out int mostPorts);
        ThreadPool.SetMinThreads(threads, threads);
        Assert.That(ThreadPool.SetMaxThreads(threads, threads));
        try
        {
            await RunAsync(strategy, receivers, period);
        }
        finally
        {
            ThreadPool.SetMaxThreads(mostWorkers, mostPorts);
            ThreadPool.SetMinThreads(leastWorkers, leastPorts);
        }
    }

    [Test]
    [LinuxOnly("on Windows a call under way keeps what it sends")]
    public async Task Sends_that_wait_for_their_receivers_leave_every_slot_free([Values(SendStrategy.Gather, SendStrategy.Auto)] SendStrategy strategy)
    {
        const int Few = 4;
        using SendFixture test = new(Few);
        using MappedFile file = test.Open(0, 20 * SendFixture.WindowSize);
        using MappedFile other = test.Open(1, 1000);
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy });
        SocketPair[] slow = [.. Enumerable.Range(0, 10 * Few).Select(static _ => SocketPair.Tcp(Buffer))];
        Task<long>[] sends = [.. slow.Select(sockets => sender.SendAsync(sockets.Sender, [file.Whole()]).AsTask())];
        Assert.That(SpinWait.SpinUntil(() => test.Cache.GetStatistics().SlotsInUse == 0, TimeSpan.FromSeconds(30)), "who waits pins nothing");
        Assert.That(sends, Has.All.Property(nameof(Task.IsCompleted)).False);

        using (SocketPair sockets = SocketPair.Tcp())
        {
            await Receipt.MustBe(sockets, await sender.SendAsync(sockets.Sender, [other.Whole()]), FileContent.Of(1, 1000));
        }

        foreach (SocketPair sockets in slow)
        {
            sockets.Dispose();
        }

        foreach (Task<long> send in sends)
        {
            await Assert.ThrowsAsync<SendException>(() => send);
        }
    }

    private static async Task RunAsync(SendStrategy strategy, int receivers, int period)
    {
        using SendFixture test = new(Slots);
        MappedFile[] files = [.. Enumerable.Range(0, Files).Select(seed => test.Open(seed, FileLength))];
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy });
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = Buffer };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(receivers);
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        long began = Stopwatch.GetTimestamp();
        SlowReceivers[] processes = [.. Enumerable.Range(0, Processes).Select(_ => SlowReceivers.Start(port, receivers / Processes, period))];
        Random random = new(1);
        Task<int>[] sends = new Task<int>[receivers / Processes * Processes];
        for (int i = 0; i < sends.Length; i++)
        {
            Socket socket = await listener.AcceptAsync();

            // Linux hands it on by itself.
            socket.SendBufferSize = Buffer;
            int length = random.Next(LeastLength, SendFixture.WindowSize);
            sends[i] = SendAsync(sender, socket, files[i % Files], i % Files, random.Next(FileLength - length), length);
        }

        TimeSpan connected = Stopwatch.GetElapsedTime(began);
        int waiting = sends.Count(static send => !send.IsCompleted);
        Task all = Task.WhenAll(sends);
        (int rounds, TimeSpan longest, int mostPinned, int mostThreads) = await ServeFastClientAsync(test, sender, files[0], all);
        await all;
        foreach (SlowReceivers process in processes)
        {
            Assert.That(await process.EndAsync(), Is.Null);
            process.Dispose();
        }

        using Process self = Process.GetCurrentProcess();
        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{sends.Length:N0} receivers, {waiting:N0} of them under way at once, all connected after {connected.TotalSeconds:N1} s, done after {Stopwatch.GetElapsedTime(began).TotalSeconds:N1} s; "
            + $"{ThreadPool.ThreadCount} threads of the pool, at most {mostThreads} of the process; at most {mostPinned} of {Slots} slots pinned; {self.PeakWorkingSet64 >> 20:N0} MiB at most; "
            + $"fast client: {rounds:N0} rounds, the longest {longest.TotalMilliseconds:N0} ms"));
        foreach (MappedFile file in files)
        {
            file.Dispose();
        }

        Assert.That(waiting, Is.GreaterThan(Slots), "far more were under way than there are slots");
        Assert.That(rounds, Is.GreaterThan(20), "the fast client was served meanwhile");
        Assert.That(mostPinned, Is.LessThanOrEqualTo(s_mostPinned), "whoever waits pins nothing");
    }

    // The socket is disposed with bytes under way: the system delivers them.
    private static async Task<int> SendAsync(FileSender sender, Socket socket, MappedFile file, int seed, int offset, int length)
    {
        using (socket)
        {
            byte[] head = new byte[SlowReceivers.Head];
            BinaryPrimitives.WriteInt32LittleEndian(head, seed);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), offset);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), length);
            Assert.That(await sender.SendAsync(socket, [head, file.Range(offset, length)]), Is.EqualTo(head.Length + length));
            return length;
        }
    }

    private static async Task<(int Rounds, TimeSpan Longest, int MostPinned, int MostThreads)> ServeFastClientAsync(SendFixture test, FileSender sender, MappedFile file, Task until)
    {
        using SocketPair sockets = SocketPair.Tcp();
        byte[] expected = FileContent.Of(0, 1000);
        byte[] received = new byte[expected.Length];
        (int rounds, TimeSpan longest, int mostPinned, int mostThreads) = (0, TimeSpan.Zero, 0, 0);
        while (!until.IsCompleted)
        {
            long began = Stopwatch.GetTimestamp();
            await sender.SendAsync(sockets.Sender, [file.Range(0, expected.Length)]);
            for (int have = 0; have < received.Length;)
            {
                have += await sockets.Receiver.ReceiveAsync(received.AsMemory(have));
            }

            TimeSpan took = Stopwatch.GetElapsedTime(began);
            longest = took > longest ? took : longest;
            Assert.That(received, Is.EqualTo(expected));
            rounds++;
            mostPinned = Math.Max(mostPinned, test.Cache.GetStatistics().SlotsInUse);
            if (rounds % 100 == 1)
            {
                using Process self = Process.GetCurrentProcess();
                mostThreads = Math.Max(mostThreads, self.Threads.Count);
            }

            await Task.WhenAny(until, Task.Delay(5));
        }

        return (rounds, longest, mostPinned, mostThreads);
    }
}
