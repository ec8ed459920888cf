using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MappingCache.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>Bodies that are copied to be encrypted.</summary>
[TestFixture(ServerKind.Inline)]
[TestFixture(ServerKind.Dispatch)]
[LinuxOnly("the transport is Linux's; other systems have Kestrel's own")]
[NonParallelizable]
internal sealed class TlsBodyTests(ServerKind kind) : WindowSendingFixture(kind, gatherLimit: null)
{
    private const int Record = 16 * 1024;
    private const int Patience = 30_000;

    // So little that a body does not fit into the two sockets, and the server has to wait for its client.
    private const int SmallBuffer = 4096;

    private X509Certificate2 _certificate = null!;

    [SetUp]
    public void MakeCertificate() => _certificate = TestCertificate.Make();

    [TearDown]
    public void Forget() => _certificate.Dispose();

    [Test]
    public async Task RecordsOfAFlushLeaveTogether([Values] bool isChecked)
    {
        const int Records = 32;
        byte[] file = Folder.Write("file.bin", Records * Record);
        await using TransportServer server = await StartTlsAsync(isChecked);
        await using SslStream client = await ConnectAsync(server);
        byte[] body = new byte[file.Length];
        Ask(client, body);

        IReadOnlyList<string> calls = SystemCallTrace.OfAllThreads(() => Ask(client, body), "-e", "trace=sendmsg,%file");

        Assert.That(body.AsSpan().SequenceEqual(file), Is.True);

        // Four a call if the client is fast. What the socket does not take at once goes by calls of its own.
        int sends = calls.Count(static call => call.StartsWith("sendmsg(", StringComparison.Ordinal));
        TestContext.Out.WriteLine($"{sends} calls for {Records} records");
        Assert.That(sends, Is.InRange(1, Records * 3 / 8), string.Join('\n', calls));
    }

    // The writer that holds records is the connection's, so the second response has that of the first.
    [Test]
    public async Task SlowClientsGetEveryByteOfEachResponse([Values] bool isChecked, [Values(0, 65_536, 1_000_000)] long mostHeld, [Values(Record + 1, 1_234_567)] int length)
    {
        byte[] file = Folder.Write("file.bin", length);
        await using TransportServer server = await StartTlsAsync(isChecked, mostHeld, sendBuffer: SmallBuffer);
        await using SslStream client = await ConnectAsync(server, receiveBuffer: SmallBuffer);
        for (int response = 0; response < 3; response++)
        {
            byte[] body = new byte[length];
            Ask(client, body, most: 5000);
            Assert.That(body.AsSpan().SequenceEqual(file), Is.True, $"response {response}");
        }
    }

    [Test]
    public async Task AClientThatBreaksOffLeavesNothingBehind([Values] bool isChecked)
    {
        Folder.Write("file.bin", 4_000_000);
        await using TransportServer server = await StartTlsAsync(isChecked, sendBuffer: SmallBuffer);
        for (int client = 0; client < 5; client++)
        {
            await using SslStream stream = await ConnectAsync(server, receiveBuffer: SmallBuffer);
            Assert.That(() => Ask(stream, new byte[100_000 * client]), Throws.Nothing);
        }

        await server.StopAsync();
        Assert.That(Cache.GetStatistics().SlotsInUse, Is.Zero);
        Assert.That(server.Log.Lines, Is.Empty);
    }

    // The server watches how slow a client is only while it waits in a flush of its own.
    [Test]
    [CancelAfter(60_000)]
    public async Task AClientThatTakesNothingIsGivenUp([Values] bool isChecked, CancellationToken cancellationToken)
    {
        Folder.Write("file.bin", 4_000_000);
        TaskCompletionSource aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TransportServer server = await StartTlsAsync(
            isChecked,
            sendBuffer: SmallBuffer,
            kestrel: static kestrel => kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 1000, gracePeriod: TimeSpan.FromSeconds(2)),
            onAbort: aborted.SetResult);
        await using SslStream client = await ConnectAsync(server, receiveBuffer: SmallBuffer);
        Ask(client, body: []);

        await aborted.Task.WaitAsync(cancellationToken);
    }

    // A middleware writes the response in its own time; records are not held then, since nobody knows when it flushes.
    [Test]
    [CancelAfter(60_000)]
    public async Task ABodyThatSomebodyElsePumpsArrives([Values] bool isChecked, CancellationToken cancellationToken)
    {
        byte[] file = Folder.Write("file.bin", 1_234_567);
        await using TransportServer server = await StartTlsAsync(
            isChecked,
            sendBuffer: SmallBuffer,
            middleware: static async (context, next) =>
            {
                Stream body = context.Response.Body;
                Pipe pipe = new();
                context.Response.Body = pipe.Writer.AsStream(leaveOpen: true);
                Task pumping = pipe.Reader.CopyToAsync(body, context.RequestAborted);
                await next(context);
                await pipe.Writer.CompleteAsync();
                await pumping;
                context.Response.Body = body;
            });
        await using SslStream client = await ConnectAsync(server, receiveBuffer: SmallBuffer);
        for (int response = 0; response < 2; response++)
        {
            byte[] body = new byte[file.Length];
            await Task.Run(() => Ask(client, body, most: 5000), cancellationToken);
            Assert.That(body.AsSpan().SequenceEqual(file), Is.True, $"response {response}");
        }
    }

    // Reads as much of a body as there is room for.
    private static void Ask(SslStream client, byte[] body, int most = int.MaxValue)
    {
        client.Write("GET /file.bin HTTP/1.1\r\nHost: a\r\n\r\n"u8);
        StringBuilder head = new();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            int next = client.ReadByte();
            Assert.That(next, Is.Not.Negative, $"the connection has ended after '{head}'");
            _ = head.Append((char)next);
        }

        Assert.That(head.ToString(), Does.StartWith("HTTP/1.1 200 "));
        for (int got = 0; got < body.Length;)
        {
            int read = client.Read(body, got, Math.Min(most, body.Length - got));
            Assert.That(read, Is.Positive, $"the connection has ended after {got} bytes");
            got += read;
        }
    }

    private async Task<SslStream> ConnectAsync(TransportServer server, int? receiveBuffer = null)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = Patience };
        socket.ReceiveBufferSize = receiveBuffer ?? socket.ReceiveBufferSize;
        await socket.ConnectAsync(server.EndPoint);
        SslStream stream = new(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, (_, actual, _, _) => actual?.GetCertHashString() == _certificate.GetCertHashString());
        await stream.AuthenticateAsClientAsync("localhost");
        return stream;
    }

    private Task<TransportServer> StartTlsAsync(
        bool isChecked,
        long? mostHeld = null,
        int? sendBuffer = null,
        Action<KestrelServerOptions>? kestrel = null,
        Action? onAbort = null,
        Func<HttpContext, RequestDelegate, Task>? middleware = null) => StartAsync(
            app =>
            {
                app.Use((context, next) =>
                {
                    _ = onAbort is null ? default : context.RequestAborted.Register(onAbort);
                    return middleware is null ? next(context) : middleware(context, next);
                });
                app.MapMappedFiles("/", Folder.Served, Cache, options => options.ChecksBodies = isChecked);
            },
            kestrel,
            transport: options => options.MaxWriteBufferSize = mostHeld ?? options.MaxWriteBufferSize,
            listen: listening =>
            {
                _ = listening.Use(next => connection =>
                {
                    Socket socket = connection.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
                    socket.SendBufferSize = sendBuffer ?? socket.SendBufferSize;
                    return next(connection);
                });
                _ = listening.UseHttps(_certificate);
            });
}
