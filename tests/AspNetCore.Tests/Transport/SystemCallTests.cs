using System.Globalization;
using System.Text.RegularExpressions;
using MappingCache.Tests.Support;

namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>What a response costs: calls of the system, and memory.</summary>
[LinuxOnly("the transport is Linux's; other systems have Kestrel's own")]
[NonParallelizable]
internal sealed partial class SystemCallTests
{
    private SiteFolder _folder = null!;
    private WindowCache _cache = null!;

    [SetUp]
    public void MakeFolderAndCache()
    {
        _folder = new SiteFolder();
        _cache = WindowCache.Create(new WindowCacheOptions { SlotCount = 64 });
    }

    [TearDown]
    public void Audit()
    {
        IReadOnlyList<string> problems = _cache.Audit();
        _cache.Dispose();
        _folder.Dispose();
        Assert.That(problems, Is.Empty);
    }

    [TestCase(1000)]
    [TestCase(16_384)]
    [CancelAfter(60_000)]
    public async Task HeadAndSmallBodyLeaveInOneCall(int length, CancellationToken cancellationToken)
    {
        const int Requests = 8;
        IReadOnlyList<string> calls = await TraceAsync(length, Requests, cancellationToken);
        string[] sends = [.. calls.Where(static call => call.StartsWith("sendmsg(", StringComparison.Ordinal) || call.StartsWith("sendfile", StringComparison.Ordinal))];
        Assert.That(sends, Has.Exactly(Requests).Items, string.Join('\n', calls));
        Assert.That(sends, Has.All.Contain("msg_iovlen=2"), "the head, and the body from its window");
        Assert.That(sends, Has.All.Contain($"iov_len={length}"));
        Assert.That(calls.Count(static call => call.StartsWith("recvfrom(", StringComparison.Ordinal) && !call.Contains("EAGAIN", StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(Requests));
    }

    [TestCase(60_000)]
    [TestCase(300_000)]
    [CancelAfter(60_000)]
    public async Task LargeBodiesLeaveAsTheFilesPages(int length, CancellationToken cancellationToken)
    {
        const int Requests = 4;
        IReadOnlyList<string> calls = await TraceAsync(length, Requests, cancellationToken);
        string[] heads = [.. calls.Where(static call => call.StartsWith("sendmsg(", StringComparison.Ordinal))];
        Assert.That(heads, Has.Exactly(Requests).Items, string.Join('\n', calls));
        Assert.That(heads, Has.All.Contain("msg_iovlen=1"));
        Assert.That(heads.Count(static call => call.Contains("MSG_MORE", StringComparison.Ordinal)), Is.EqualTo(Requests), "the head waits for the body, to share its segment");
        long sent = calls.Where(static call => call.StartsWith("sendfile", StringComparison.Ordinal)).Select(static call => Result().Match(call)).Where(static match => match.Success).Sum(static match => long.Parse(match.Groups["bytes"].ValueSpan, CultureInfo.InvariantCulture));
        Assert.That(sent, Is.EqualTo((long)Requests * length));
    }

    [TestCase(1000)]
    [TestCase(100_000)]
    [CancelAfter(60_000)]
    public async Task NothingIsAllocatedForARequest(int length, CancellationToken cancellationToken)
    {
        long kestrel = await AllocatedAsync(ServerKind.Kestrel, length, cancellationToken);
        long ours = await AllocatedAsync(ServerKind.Inline, length, cancellationToken);
        TestContext.Out.WriteLine($"{length} bytes: {ours} bytes allocated a request, {kestrel} over Kestrel's own transport; the client's included");

        // The tick of a timer, or a compilation, is somebody's.
        const int Tolerance = 16;
        Assert.That(ours, Is.LessThanOrEqualTo(kestrel + Tolerance));
    }

    private static async Task AskAsync(RawConnection connection, byte[] buffer, int requests, int length, CancellationToken cancellationToken)
    {
        byte[] request = "GET /file.bin HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray();
        for (int index = 0; index < requests; index++)
        {
            await connection.Socket.SendAsync(request, cancellationToken);
            int head = -1;
            for (int got = 0; head < 0 || got < head + length;)
            {
                got += await connection.Socket.ReceiveAsync(buffer.AsMemory(got), cancellationToken);
                int end = buffer.AsSpan(0, got).IndexOf("\r\n\r\n"u8);
                head = end < 0 ? -1 : end + 4;
            }
        }
    }

    private async Task<IReadOnlyList<string>> TraceAsync(int length, int requests, CancellationToken cancellationToken)
    {
        _folder.Write("file.bin", length);
        await using TransportServer server = await StartAsync(ServerKind.Inline);
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        byte[] buffer = new byte[length + 4096];
        await AskAsync(connection, buffer, 3, length, cancellationToken);
        return SystemCallTrace.OfAllThreads(() => AskAsync(connection, buffer, requests, length, cancellationToken).GetAwaiter().GetResult(), "-e", "trace=sendmsg,sendfile,recvfrom,%file");
    }

    private async Task<long> AllocatedAsync(ServerKind kind, int length, CancellationToken cancellationToken)
    {
        const int Requests = 2000;
        _folder.Write("file.bin", length);
        await using TransportServer server = await StartAsync(kind);
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        byte[] buffer = new byte[length + 4096];
        await AskAsync(connection, buffer, Requests, length, cancellationToken);
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await AskAsync(connection, buffer, Requests, length, cancellationToken);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least / Requests;
    }

    private Task<TransportServer> StartAsync(ServerKind kind) => TransportServer.StartAsync(kind, app => app.MapMappedFiles("/", _folder.Served, _cache, static options => options.ChecksBodies = false));

    [GeneratedRegex(@"= (?<bytes>\d+)$", RegexOptions.NonBacktracking)]
    private static partial Regex Result();
}
