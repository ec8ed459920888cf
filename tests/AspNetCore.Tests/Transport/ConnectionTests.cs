using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MappingCache.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>What becomes of connections: slow ones, idle ones, broken ones, and those that a server ends.</summary>
[TestFixture(ServerKind.Dispatch)]
[TestFixture(ServerKind.Inline)]
[LinuxOnly("the transport is Linux's; other systems have Kestrel's own")]
internal sealed class ConnectionTests(ServerKind kind)
{
    private const string Close = "GET /text HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private const string KeepAlive = "GET /text HTTP/1.1\r\nHost: a\r\n\r\n";

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    [TestCase("0.0.0.0")]
    [TestCase("::")]
    [CancelAfter(20_000)]
    public async Task ListensAtAddresses(string address, CancellationToken cancellationToken)
    {
        await using TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map, endPoint: new IPEndPoint(IPAddress.Parse(address), 0));
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        await connection.SendAsync("GET /ends HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", cancellationToken);
        string answer = Encoding.Latin1.GetString(await connection.ReadToEndAsync(cancellationToken));
        string loopback = ((IPEndPoint)server.EndPoint).Address.ToString();
        Assert.That(answer, Does.Contain($"{loopback} {loopback}"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task ListensAtUnixSockets(CancellationToken cancellationToken)
    {
        using TempFolder folder = new();
        await using (TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map, endPoint: new UnixDomainSocketEndPoint(folder["socket"])))
        {
            using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
            await connection.SendAsync(Close, cancellationToken);
            Assert.That(Encoding.Latin1.GetString(await connection.ReadToEndAsync(cancellationToken)), Does.Contain("Hello"));
        }

        Assert.That(File.Exists(folder["socket"]), Is.False, "the socket's file was removed");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task AnAddressThatIsTakenIsSaidToBe(CancellationToken cancellationToken)
    {
        await using TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map);
        cancellationToken.ThrowIfCancellationRequested();
        Assert.That(async () => await TransportServer.StartAsync(kind, SampleApp.Map, endPoint: server.EndPoint), Throws.InstanceOf<IOException>().With.Message.Contains("address already in use"));
    }

    // A connection whose receiver has stood still may take its time to become fast again.
    [Test]
    [CancelAfter(150_000)]
    public async Task ASlowReaderHoldsTheApplicationUp(CancellationToken cancellationToken)
    {
        const int Length = 16 * 1024 * 1024;
        const int Piece = 64 * 1024;
        long written = 0;
        await using TransportServer server = await TransportServer.StartAsync(kind, app => app.MapGet("/", async context =>
        {
            context.Response.ContentLength = Length;
            byte[] piece = SiteFolder.Bytes(Piece);
            for (int sent = 0; sent < Length; sent += Piece)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
                Interlocked.Add(ref written, Piece);
            }
        }));
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken, receiveBuffer: 16 * 1024);
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", cancellationToken);

        // When it has stopped it stays where it is; the buffers of the two sockets are a matter of the system.
        long seen;
        do
        {
            seen = Interlocked.Read(ref written);
            await Task.Delay(300, cancellationToken);
        }
        while (seen == 0 || seen != Interlocked.Read(ref written));

        Assert.That(seen, Is.LessThan(Length), "the application waits for the client");
        byte[] answer = await connection.ReadToEndAsync(cancellationToken);
        byte[] one = SiteFolder.Bytes(Piece);
        Assert.That(answer.AsSpan(answer.Length - Piece).SequenceEqual(one), Is.True);
        Assert.That(answer, Has.Length.GreaterThan(Length));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task AnApplicationThatDoesNotReadHoldsTheClientUp(CancellationToken cancellationToken)
    {
        const int Length = 64 * 1024 * 1024;
        TaskCompletionSource mayRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TransportServer server = await TransportServer.StartAsync(
            kind,
            app => app.MapPost("/", async context =>
            {
                await mayRead.Task.WaitAsync(context.RequestAborted);
                byte[] buffer = new byte[64 * 1024];
                long count = 0;
                for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
                {
                    count += read;
                }

                await context.Response.WriteAsync($"{count}", context.RequestAborted);
            }),
            kestrel => kestrel.Limits.MaxRequestBodySize = null,
            transport => transport.MaxReadBufferSize = 64 * 1024);
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        await connection.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {Length}\r\n\r\n", cancellationToken);
        Task sending = connection.SendAsync(new string('x', Length), cancellationToken);
        await Task.WhenAny(sending, Task.Delay(1000, cancellationToken));
        Assert.That(sending.IsCompleted, Is.False, "the client waits for the application");
        mayRead.SetResult();
        await sending;
        Assert.That(Encoding.Latin1.GetString(await connection.ReadToEndAsync(cancellationToken)), Does.Contain($"{Length}"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task ClientsMayBreakOffAtEveryPoint(CancellationToken cancellationToken)
    {
        const string Request = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789";
        await using TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map);
        for (int at = 0; at <= Request.Length; at++)
        {
            foreach (bool resets in new[] { true, false })
            {
                RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
                await connection.SendAsync(Request[..at], cancellationToken);
                if (resets)
                {
                    connection.Reset();
                }

                connection.Dispose();
            }
        }

        foreach (int read in new[] { 0, 1, 1000 })
        {
            using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken, receiveBuffer: 4096);
            await connection.SendAsync("GET /length/30000000 HTTP/1.1\r\nHost: a\r\n\r\n", cancellationToken);
            for (int got = 0; got < read;)
            {
                got += await connection.Socket.ReceiveAsync(new byte[read - got], cancellationToken);
            }

            connection.Reset();
        }

        using RawConnection last = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        await last.SendAsync(Close, cancellationToken);
        Assert.That(Encoding.Latin1.GetString(await last.ReadToEndAsync(cancellationToken)), Does.Contain("Hello"));
        Assert.That(server.Log.Lines.Where(static line => line.Contains("nobody expected", StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase("/abort")]
    [TestCase("/half")]
    [CancelAfter(20_000)]
    public async Task WhatTheApplicationBreaksOffIsReset(string path, CancellationToken cancellationToken)
    {
        await using TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map);
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        await connection.SendAsync($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n", cancellationToken);
        Assert.That(async () => await connection.ReadToEndAsync(cancellationToken), Throws.InstanceOf<SocketException>().With.Property("SocketErrorCode").EqualTo(SocketError.ConnectionReset));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task WhatTheApplicationBreaksOffMayEndInOrder(CancellationToken cancellationToken)
    {
        await using TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map, transport: static transport => transport.FinOnAbort = true);
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        await connection.SendAsync("GET /abort HTTP/1.1\r\nHost: a\r\n\r\n", cancellationToken);
        Assert.That(await connection.ReadToEndAsync(cancellationToken), Is.Empty);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task TheApplicationLearnsThatAClientHasGone(CancellationToken cancellationToken)
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TransportServer server = await TransportServer.StartAsync(kind, app => app.MapGet("/", async context =>
        {
            using CancellationTokenRegistration registration = context.RequestAborted.UnsafeRegister(_ => gone.TrySetResult(), null);
            begun.SetResult();
            await gone.Task;
        }));
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n", cancellationToken);
        await begun.Task.WaitAsync(cancellationToken);
        connection.Reset();
        await gone.Task.WaitAsync(cancellationToken);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task AConnectionEndsWithItsClient(CancellationToken cancellationToken)
    {
        await using TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map);
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        await connection.SendAsync(KeepAlive, cancellationToken);
        Assert.That((await connection.ReadResponseAsync(cancellationToken)).Body, Is.EqualTo("Hello"u8.ToArray()));
        connection.ShutdownSend();

        // What Kestrel makes of the end of a connection that is idle, an end or a reset, is a matter of which of its threads is first.
        byte[] rest = [];
        try
        {
            rest = await connection.ReadToEndAsync(cancellationToken);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
        }

        Assert.That(rest, Is.Empty);
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task ManyConnectionsMayBeIdle(CancellationToken cancellationToken)
    {
        // 10,000 of them serve has, in a process of its own: ServeProcessTests.
        const int Connections = 300;
        await using TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map);
        List<RawConnection> connections = [];
        try
        {
            for (int index = 0; index < Connections; index++)
            {
                connections.Add(await RawConnection.ConnectAsync(server.EndPoint, cancellationToken));
            }

            foreach (int round in Enumerable.Range(0, 2))
            {
                foreach (RawConnection connection in connections)
                {
                    await connection.SendAsync(KeepAlive, cancellationToken);
                    Assert.That((await connection.ReadResponseAsync(cancellationToken)).Head, Does.StartWith("HTTP/1.1 200"), $"round {round}");
                }
            }
        }
        finally
        {
            connections.ForEach(static connection => connection.Dispose());
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task KestrelsTimeoutsHold(CancellationToken cancellationToken)
    {
        await using TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map, static kestrel =>
        {
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(1);
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1);
        });
        using RawConnection idle = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        await idle.SendAsync(KeepAlive, cancellationToken);
        using RawConnection halfway = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        await halfway.SendAsync("GET /text HT", cancellationToken);
        Assert.That(Encoding.Latin1.GetString(await idle.ReadToEndAsync(cancellationToken)), Does.Contain("200 OK"));
        Assert.That(Encoding.Latin1.GetString(await halfway.ReadToEndAsync(cancellationToken)), Does.Contain("408 Request Timeout"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task AReaderThatTakesNothingIsGivenUp(CancellationToken cancellationToken)
    {
        await using TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map, static kestrel =>
            kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 1_000_000_000, gracePeriod: TimeSpan.FromSeconds(2)));
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken, receiveBuffer: 4096);
        await connection.SendAsync("GET /length/30000000 HTTP/1.1\r\nHost: a\r\n\r\n", cancellationToken);

        // A reset makes the socket readable; what had arrived is lost with it.
        Assert.That(await connection.WaitForResetAsync(TimeSpan.FromSeconds(50)));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task KestrelsLimitOfConnectionsHolds(CancellationToken cancellationToken)
    {
        await using TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map, static kestrel => kestrel.Limits.MaxConcurrentConnections = 1);
        using RawConnection first = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        await first.SendAsync(KeepAlive, cancellationToken);
        await first.ReadResponseAsync(cancellationToken);
        using RawConnection second = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        Assert.That(await second.ReadToEndAsync(cancellationToken), Is.Empty);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task AServerThatStopsFinishesWhatItAnswers(CancellationToken cancellationToken)
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource mayEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TransportServer server = await TransportServer.StartAsync(kind, app => app.MapGet("/", async () =>
        {
            begun.SetResult();
            await mayEnd.Task;
            return "finished";
        }));
        using RawConnection busy = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        using RawConnection idle = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        await busy.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n", cancellationToken);
        await begun.Task.WaitAsync(cancellationToken);
        Task stopping = server.StopAsync(cancellationToken);
        Assert.That(await idle.ReadToEndAsync(cancellationToken), Is.Empty, "an idle connection ends");
        Assert.That(async () => await RawConnection.ConnectAsync(server.EndPoint, cancellationToken), Throws.InstanceOf<SocketException>(), "no new one begins");
        mayEnd.SetResult();
        Assert.That(Encoding.Latin1.GetString(await busy.ReadToEndAsync(cancellationToken)), Does.Contain("finished"));
        await stopping;
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task AServerThatStopsInAHurryBreaksOff(CancellationToken cancellationToken)
    {
        await using TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map);
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken, receiveBuffer: 4096);
        await connection.SendAsync("GET /length/30000000 HTTP/1.1\r\nHost: a\r\n\r\n", cancellationToken);
        _ = await connection.Socket.ReceiveAsync(new byte[1], cancellationToken);
        using CancellationTokenSource hurry = new(TimeSpan.FromMilliseconds(200));
        await server.StopAsync(hurry.Token);
        Assert.That(async () => await connection.ReadToEndAsync(cancellationToken), Throws.InstanceOf<SocketException>());
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task ConnectionsTellOfThemselves(CancellationToken cancellationToken)
    {
        ConcurrentBag<string> ids = [];
        await using TransportServer server = await TransportServer.StartAsync(kind, app => app.MapGet("/", (HttpContext context) =>
        {
            IConnectionSocketFeature socket = context.Features.Get<IConnectionSocketFeature>()!;
            ids.Add(context.Connection.Id);
            Assert.That(socket.Socket.RemoteEndPoint, Is.EqualTo(new IPEndPoint(context.Connection.RemoteIpAddress!, context.Connection.RemotePort)));
            Assert.That(context.Features.Get<IMemoryPoolFeature>(), Is.Not.Null);
            Assert.That(context.Features.Get<IConnectionEndPointFeature>()!.LocalEndPoint, Is.EqualTo(socket.Socket.LocalEndPoint));
            Assert.That(context.Features.Get<IConnectionItemsFeature>()!.Items, Is.Empty);
            return socket.Socket.NoDelay ? "no delay" : "delay";
        }));
        for (int index = 0; index < 3; index++)
        {
            using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
            await connection.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", cancellationToken);
            Assert.That(Encoding.Latin1.GetString(await connection.ReadToEndAsync(cancellationToken)), Does.Contain("no delay"));
        }

        Assert.That(ids.Distinct(StringComparer.Ordinal), Has.Exactly(3).Items);
    }
}
