using System.Net;
using MappingCache.Harness.Senders;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness.Rounds;

/// <summary>A contestant in one workload, and what was measured of it.</summary>
/// <param name="name">What it is called.</param>
/// <param name="make">Prepares and connects it: what it is to send, by how many threads, where to.</param>
internal sealed class Entry(string name, Func<TestFiles, int, IPEndPoint, ISender> make) : IDisposable
{
    private ISender? _sender;

    public string Name => name;

    /// <summary>Why it takes no part, or no part any more; null while it does.</summary>
    public string? Failure { get; private set; }

    /// <summary>The fastest send on average of a turn, which tells how many sends fill a turn.</summary>
    public double BestMicroseconds { get; set; } = double.PositiveInfinity;

    /// <summary>Sends in each turn that counts.</summary>
    public int Sends { get; set; }

    public List<Turn> Turns { get; } = [];

    public List<Latency> Latencies { get; } = [];

    public ISender Sender => _sender ?? throw new InvalidOperationException($"{name} was not started.");

    /// <summary>Makes another one of it, to be disposed by the caller.</summary>
    public ISender Make(TestFiles files, int threads, IPEndPoint receiver) => make(files, threads, receiver);

    public void Start(TestFiles files, IPEndPoint receiver) => _sender = make(files, files.Workload.Threads, receiver);

    /// <summary>Ends its part; what was measured of it does not count.</summary>
    public void Fail(string reason)
    {
        Failure = reason;
        Dispose();
    }

    public void Forget() => _sender?.Forget();

    public void Dispose()
    {
        _sender?.Dispose();
        _sender = null;
    }
}
