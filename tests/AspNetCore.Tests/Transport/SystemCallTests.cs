using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MappingCache.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>What a response costs: calls of the system, and memory.</summary>
[LinuxOnly("the transport is Linux's; other systems have Kestrel's own")]
[NonParallelizable]
internal sealed partial class SystemCallTests
{
    // The tick of a timer, or a compilation, is somebody's.
    private const int Tolerance = 16;

    // A client that blocks is not cancelled.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static readonly byte[] s_request = "GET /file.bin HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray();

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
    [OptimizedOnly(typeof(MappedFilesHandler), "every asynchronous method is an object")]
    public async Task NothingIsAllocatedForARequest(int length)
    {
        long kestrel = await AllocatedAsync(ServerKind.Kestrel, length);
        long ours = await AllocatedAsync(ServerKind.Inline, length);
        TestContext.Out.WriteLine($"{length} bytes: {ours} bytes allocated a request, {kestrel} over Kestrel's own transport");
        Assert.That(ours, Is.LessThanOrEqualTo(kestrel + Tolerance));
    }

    // What is left when the application and the server do the same for a body that is no file's.
    [TestCase(ServerKind.Inline)]
    [TestCase(ServerKind.Dispatch)]
    [OptimizedOnly(typeof(MappedFilesHandler), "every asynchronous method is an object")]
    public async Task AFileCostsNoMoreMemoryThanABodyOfBytes(ServerKind kind)
    {
        const int Length = 1000;
        long file = await AllocatedAsync(kind, Length);
        byte[] body = new byte[Length];
        long bytes = await AllocatedAsync(
            () => TransportServer.StartAsync(kind, app => app.MapGet("/{**path}", (HttpContext context) =>
            {
                context.Response.ContentLength = body.Length;
                return WriteAsync(context, body);
            })),
            Length);
        TestContext.Out.WriteLine($"{file} bytes allocated for a file, {bytes} for bytes of the application's");

        Assert.That(file, Is.LessThanOrEqualTo(bytes + Tolerance));
    }

    private static async Task WriteAsync(HttpContext context, byte[] body) => _ = await context.Response.BodyWriter.WriteAsync(body);

    private static void Ask(Socket client, byte[] buffer, int requests, int length)
    {
        for (int index = 0; index < requests; index++)
        {
            client.Send(s_request);
            int head = -1;
            for (int got = 0; head < 0 || got < head + length;)
            {
                int received = client.Poll(s_patience, SelectMode.SelectRead) ? client.Receive(buffer.AsSpan(got)) : 0;
                if (received == 0)
                {
                    throw new InvalidOperationException($"No response, or less than {length} bytes of one.");
                }

                got += received;
                int end = buffer.AsSpan(0, got).IndexOf("\r\n\r\n"u8);
                head = end < 0 ? -1 : end + 4;
            }
        }
    }

    private static async Task<long> AllocatedAsync(Func<Task<TransportServer>> start, int length)
    {
        const int Requests = 2000;
        await using TransportServer server = await start();

        // A client that blocks allocates nothing.
        using Socket client = new(server.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(server.EndPoint);
        byte[] buffer = new byte[length + 4096];
        Ask(client, buffer, Requests, length);
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Ask(client, buffer, Requests, length);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least / Requests;
    }

    private async Task<IReadOnlyList<string>> TraceAsync(int length, int requests, CancellationToken cancellationToken)
    {
        _folder.Write("file.bin", length);
        await using TransportServer server = await StartAsync(ServerKind.Inline);
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        byte[] buffer = new byte[length + 4096];
        Ask(connection.Socket, buffer, 3, length);
        return SystemCallTrace.OfAllThreads(() => Ask(connection.Socket, buffer, requests, length), "-e", "trace=sendmsg,sendfile,recvfrom,%file");
    }

    private Task<long> AllocatedAsync(ServerKind kind, int length)
    {
        _folder.Write("file.bin", length);
        return AllocatedAsync(() => StartAsync(kind), length);
    }

    private Task<TransportServer> StartAsync(ServerKind kind) => TransportServer.StartAsync(kind, app => app.MapMappedFiles("/", _folder.Served, _cache, static options => options.ChecksBodies = false));

    [GeneratedRegex(@"= (?<bytes>\d+)$", RegexOptions.NonBacktracking)]
    private static partial Regex Result();
}
