using System.Net;
using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests.Harness;

/// <summary>What the ways that are gone often allocate: counted, so that no noise of the machine hides a change.</summary>
[TestFixture(EvictionKind.Clock)]
[TestFixture(EvictionKind.Lru)]
public sealed class AllocationGuardTests(EvictionKind eviction)
{
    private const int WindowSize = 64 << 10;
    private const int Windows = 8;
    private const int Times = 2000;

    // What the runtime itself allocates on a thread now and then is less than a byte each time.
    private const double None = 0.5;

    private TempFolder _folder = null!;
    private WindowCache _cache = null!;
    private MappedFile _file = null!;

    [SetUp]
    public void Open()
    {
        _folder = new TempFolder();
        _cache = WindowCache.Create(new WindowCacheOptions { WindowSize = WindowSize, SlotCount = Windows / 2, MaxSlots = Windows / 2, Eviction = eviction });
        _file = _cache.Open(_folder.Write("file", 1, Windows * WindowSize));
    }

    [TearDown]
    public void Close()
    {
        _file.Dispose();
        Assert.That(_cache.Audit(), Is.Empty);
        _cache.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void A_hit_allocates_nothing_by_any_face_without_a_lease()
    {
        Assert.That(BytesEach(_ => _file.Acquire(0).Dispose()), Is.LessThan(None));
        Assert.That(BytesEach(_ => _file.AcquireLight(0).Dispose()), Is.LessThan(None));
        Assert.That(BytesEach(_ => TryAcquire().Dispose()), Is.LessThan(None));
    }

    [Test]
    public void A_window_that_takes_anothers_place_allocates_nothing()
    {
        long misses = _cache.GetStatistics().Misses;
        double bytes = BytesEach(i => _file.Acquire((long)(i % Windows) * WindowSize).Dispose());

        Assert.That(_cache.GetStatistics().Misses - misses, Is.GreaterThan(Times));
        Assert.That(bytes, Is.LessThan(None));
    }

    [Test]
    public void A_lease_is_one_object() =>
        Assert.That(BytesEach(_ => Completed(_file.AcquireAsync(0)).Dispose()), Is.LessThan(64 + None));

    [LinuxOnly("sockets are sent to on Linux")]
    [TestCase(1000)]
    [TestCase(50_000)]
    public void A_send_allocates_nothing(int length)
    {
        FileSender sender = FileSender.Create();
        byte[] header = new byte[200];
        byte[] received = new byte[length + header.Length];
        (Socket near, Socket far) = Connect();
        using (near)
        using (far)
        {
            double bytes = BytesEach(_ =>
            {
                // So little fits into the socket, and nobody waits for anybody.
                long sent = Completed(sender.SendAsync(near, [header, _file.Range(0, length)]));
                for (int read = 0; read < sent;)
                {
                    read += far.Receive(received, read, received.Length - read, SocketFlags.None);
                }
            });

            Assert.That(bytes, Is.LessThan(None));
        }
    }

    // The twin: one object each time is found.
    [Test]
    public void The_count_sees_the_smallest_object() =>
        Assert.That(BytesEach(static _ => GC.KeepAlive(new object())), Is.EqualTo(24).Within(None));

    private Window TryAcquire() => _file.TryAcquire(0, out Window window) ? window : throw new InvalidOperationException("It was to be a hit.");

    // The least of a few: what allocates every time does so in the best of them, too.
    private static double BytesEach(Action<int> work)
    {
        const int Tries = 4;
        double least = double.PositiveInfinity;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Times; i++)
            {
                work(i);
            }

            least = Math.Min(least, (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Times);
        }

        return least;
    }

    // On this thread, whose bytes are counted.
    private static T Completed<T>(ValueTask<T> task) =>
        task.IsCompleted ? task.Result : throw new InvalidOperationException("It was to be done at once.");

    private static (Socket Near, Socket Far) Connect()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Socket near = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.Connect(listener.LocalEndPoint!);
        return (near, listener.Accept());
    }
}
