using System.Globalization;
using System.IO.Compression;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MappingCache.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>Files that leave from their windows, and those that cannot: the bytes are the file's, and the meter tells which way they went.</summary>
[TestFixture(ServerKind.Dispatch, null)]
[TestFixture(ServerKind.Inline, null)]
[TestFixture(ServerKind.Inline, 0L)]
[TestFixture(ServerKind.Dispatch, long.MaxValue)]
[LinuxOnly("the transport is Linux's; other systems have Kestrel's own")]
[NonParallelizable]
internal sealed class WindowSendingTests(ServerKind kind, long? gatherLimit)
{
    private const int WindowSize = 64 * 1024;

    private static readonly int[] s_lengths = [1, 1000, 4096, 16_384, 65_536, 65_537, 262_144, 1_048_576, 1_048_577, 5_000_001];

    private SiteFolder _folder = null!;
    private WindowCache _cache = null!;
    private BodyCounts _counts = null!;

    [SetUp]
    public void MakeFolderAndCache()
    {
        _folder = new SiteFolder();
        _cache = WindowCache.Create(new WindowCacheOptions { WindowSize = WindowSize, SlotCount = 64 });
        _counts = new BodyCounts();
    }

    [TearDown]
    public void Audit()
    {
        IReadOnlyList<string> problems = _cache.Audit();
        int inUse = _cache.GetStatistics().SlotsInUse;
        _cache.Dispose();
        _folder.Dispose();
        _counts.Dispose();
        Assert.That(problems, Is.Empty);
        Assert.That(inUse, Is.Zero, "no pin was lost");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task BodiesAreTheFiles(CancellationToken cancellationToken)
    {
        byte[][] files = [.. s_lengths.Select(length => _folder.Write($"{length}.bin", length, length))];
        await using (TransportServer server = await StartAsync())
        {
            using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
            for (int round = 0; round < 3; round++)
            {
                for (int index = 0; index < files.Length; index++)
                {
                    await connection.SendAsync(Get($"/{s_lengths[index]}.bin"), cancellationToken);
                    (string head, byte[] body) = await connection.ReadResponseAsync(cancellationToken);
                    Assert.That(head, Does.StartWith("HTTP/1.1 200 OK"));
                    Assert.That(body.AsSpan().SequenceEqual(files[index]), Is.True, $"{s_lengths[index]} bytes, round {round}");
                }
            }
        }

        Assert.That(_counts.Sent, Is.EqualTo(3L * s_lengths.Sum()));
        Assert.That(_counts.Copied, Is.Zero);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task PipelinedRequestsAreAnsweredInOrder(CancellationToken cancellationToken)
    {
        const int Rounds = 20;
        byte[][] files = [.. s_lengths.Select(length => _folder.Write($"{length}.bin", length, length))];
        await using TransportServer server = await StartAsync();
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken, receiveBuffer: 32 * 1024);
        int[] order = [.. Enumerable.Range(0, Rounds * files.Length).Select(static index => index * 7 % s_lengths.Length)];
        Task sending = connection.SendAsync(string.Concat(order.Select(index => Get($"/{s_lengths[index]}.bin"))), cancellationToken);
        foreach (int index in order)
        {
            byte[] body = (await connection.ReadResponseAsync(cancellationToken)).Body;
            Assert.That(body.AsSpan().SequenceEqual(files[index]), Is.True, $"{s_lengths[index]} bytes");
        }

        await sending;
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task ManyClientsShareFewSlots(CancellationToken cancellationToken)
    {
        byte[][] files = [.. Enumerable.Range(0, 16).Select(index => _folder.Write($"{index}.bin", 700_000 + index, index))];
        await using TransportServer server = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(client => Task.Run(
            async () =>
            {
                using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken, receiveBuffer: 16 * 1024);
                for (int index = 0; index < files.Length; index++)
                {
                    int file = (client + index) % files.Length;
                    await connection.SendAsync(Get($"/{file}.bin"), cancellationToken);
                    byte[] body = (await connection.ReadResponseAsync(cancellationToken)).Body;
                    Assert.That(body.AsSpan().SequenceEqual(files[file]), Is.True);
                }
            },
            cancellationToken)));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task RangesAndHeads(CancellationToken cancellationToken)
    {
        byte[] file = _folder.Write("file.bin", 3_000_000);
        await using TransportServer server = await StartAsync();
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        foreach ((int first, int last) in new[] { (0, 0), (1, 65_535), (65_535, 65_536), (100, 2_999_999), (2_999_999, 2_999_999), (65_536, 131_071) })
        {
            await connection.SendAsync(Get("/file.bin", $"Range: bytes={first}-{last}\r\n"), cancellationToken);
            (string head, byte[] body) = await connection.ReadResponseAsync(cancellationToken);
            Assert.That(head, Does.StartWith("HTTP/1.1 206"));
            Assert.That(body.AsSpan().SequenceEqual(file.AsSpan(first, last - first + 1)), Is.True, $"{first}-{last}");
            await connection.SendAsync("HEAD /file.bin HTTP/1.1\r\nHost: a\r\n\r\n", cancellationToken);
            (head, _) = await connection.ReadResponseAsync(cancellationToken, hasBody: false);
            Assert.That(head, Does.Contain("Content-Length: 3000000"));
        }

        await connection.SendAsync(Get("/file.bin", "Range: bytes=0-9,100000-200000\r\n"), cancellationToken);
        string parts = Encoding.Latin1.GetString((await connection.ReadResponseAsync(cancellationToken)).Body);
        Assert.That(parts, Does.Contain(Encoding.Latin1.GetString(file.AsSpan(100_000, 100_001))));
        Assert.That(_counts.Copied, Is.Zero);
    }

    [TestCase("/results")]
    [TestCase("/typed")]
    [TestCase("/send")]
    [TestCase("/static/file.bin")]
    [CancelAfter(60_000)]
    public async Task WhatAnApplicationSendsByPathLeavesFromWindows(string path, CancellationToken cancellationToken)
    {
        byte[] file = _folder.Write("file.bin", 300_000);
        await using (TransportServer server = await StartAsync(MapPaths))
        {
            using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
            for (int round = 0; round < 3; round++)
            {
                await connection.SendAsync("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n", cancellationToken);
                _ = await connection.ReadResponseAsync(cancellationToken, hasBody: false);
                await connection.SendAsync(Get(path), cancellationToken);
                Assert.That((await connection.ReadResponseAsync(cancellationToken)).Body.AsSpan().SequenceEqual(file), Is.True);
                await connection.SendAsync(Get(path, "Range: bytes=100-99999\r\n"), cancellationToken);
                byte[] part = (await connection.ReadResponseAsync(cancellationToken)).Body;
                Assert.That(part.AsSpan().SequenceEqual(part.Length == file.Length ? file : file.AsSpan(100, 99_900)), Is.True);
            }
        }

        Assert.That(_counts.Sent, Is.GreaterThanOrEqualTo(3 * (file.Length + 99_900)));
        Assert.That(_counts.Copied, Is.Zero);
    }

    [TestCase("chunked", "no_length")]
    [TestCase("compressed", "body_middleware")]
    [TestCase("logged", "connection_middleware")]
    [TestCase("tls", "tls")]
    [CancelAfter(60_000)]
    public async Task WhatHasToBeSeenIsCopied(string way, string reason, CancellationToken cancellationToken)
    {
        byte[] file = _folder.Write("file.bin", 300_000);
        using X509Certificate2 certificate = MakeCertificate();
        await using (TransportServer server = await StartAsync(
            app =>
            {
                if (way == "compressed")
                {
                    app.UseResponseCompression();
                }

                app.MapGet("/send", context =>
                {
                    context.Response.ContentType = "text/plain";
                    context.Response.ContentLength = way is "chunked" or "compressed" ? null : file.Length;
                    return context.Response.SendFileAsync(_folder.PathOf("file.bin"), context.RequestAborted);
                });
            },
            listen: listening => _ = way == "logged" ? listening.UseConnectionLogging() : way == "tls" ? listening.UseHttps(certificate) : listening,
            services: static services => services.AddResponseCompression()))
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(server.EndPoint, cancellationToken);
            Stream stream = new NetworkStream(socket);
            if (way == "tls")
            {
                SslStream encrypted = new(stream, leaveInnerStreamOpen: false, (_, actual, _, _) => actual?.GetCertHashString() == certificate.GetCertHashString());
                await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancellationToken);
                stream = encrypted;
            }

            await using (stream)
            {
                await stream.WriteAsync(Encoding.Latin1.GetBytes(Get("/send", "Accept-Encoding: gzip\r\nConnection: close\r\n")), cancellationToken);
                using MemoryStream answer = new();
                await stream.CopyToAsync(answer, cancellationToken);
                Assert.That(Decode(answer.ToArray()).AsSpan().SequenceEqual(file), Is.True);
            }
        }

        Assert.That(_counts[$"reason:{reason}"], Is.EqualTo(way == "compressed" ? 0 : 1));
        Assert.That(_counts.Sent, Is.Zero);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task AFileThatIsCutWhileItIsSentEndsItsConnection(CancellationToken cancellationToken)
    {
        const int Length = 64 * 1024 * 1024;
        _folder.Write("file.bin", Length);
        await using TransportServer server = await StartAsync();
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken, receiveBuffer: 4096);
        await connection.SendAsync(Get("/file.bin"), cancellationToken);
        _ = await connection.Socket.ReceiveAsync(new byte[1], cancellationToken);
        using (FileStream stream = File.OpenWrite(_folder.PathOf("file.bin")))
        {
            stream.SetLength(1000);
        }

        Assert.That(async () => await connection.ReadToEndAsync(cancellationToken), Throws.InstanceOf<SocketException>());
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task ClientsMayBreakOffWithinAFile(CancellationToken cancellationToken)
    {
        _folder.Write("file.bin", 30_000_000);
        await using TransportServer server = await StartAsync();
        foreach (int read in new[] { 0, 1, 100_000, 5_000_000 })
        {
            using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken, receiveBuffer: 16 * 1024);
            await connection.SendAsync(Get("/file.bin"), cancellationToken);
            byte[] buffer = new byte[64 * 1024];
            for (int got = 0; got < read;)
            {
                got += await connection.Socket.ReceiveAsync(buffer, cancellationToken);
            }

            connection.Reset();
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task AReaderThatTakesNothingOfAFileIsGivenUp(CancellationToken cancellationToken)
    {
        _folder.Write("file.bin", 30_000_000);
        await using TransportServer server = await StartAsync(kestrel: static kestrel =>
            kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 1000, gracePeriod: TimeSpan.FromSeconds(2)));
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken, receiveBuffer: 4096);
        await connection.SendAsync(Get("/file.bin"), cancellationToken);
        while (!connection.Socket.Poll(0, SelectMode.SelectError))
        {
            await Task.Delay(100, cancellationToken);
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task AReaderThatIsSlowGetsAFileAllTheSame(CancellationToken cancellationToken)
    {
        // Slower than a piece in Kestrel's grace period; faster than its least rate.
        byte[] file = _folder.Write("file.bin", 6_000_000);
        await using TransportServer server = await StartAsync(kestrel: static kestrel =>
            kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(1.5)));
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken, receiveBuffer: 4096);
        await connection.SendAsync(Get("/file.bin", "Connection: close\r\n"), cancellationToken);
        await Task.Delay(1000, cancellationToken);
        byte[] buffer = new byte[256 * 1024];
        long got = 0;
        for (int read, count = 0; (read = await connection.Socket.ReceiveAsync(buffer, cancellationToken)) > 0; count++)
        {
            got += read;
            if (count < 8)
            {
                await Task.Delay(500, cancellationToken);
            }
        }

        Assert.That(got, Is.GreaterThan(file.Length));
    }

    private static string Get(string path, string headers = "") => $"GET {path} HTTP/1.1\r\nHost: a\r\n{headers}\r\n";

    private static byte[] Decode(byte[] answer)
    {
        int end = answer.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        string head = Encoding.Latin1.GetString(answer, 0, end);
        byte[] body = answer[end..];
        if (head.Contains("Transfer-Encoding: chunked", StringComparison.Ordinal))
        {
            using MemoryStream joined = new();
            for (int at = 0; ;)
            {
                int line = body.AsSpan(at).IndexOf("\r\n"u8);
                int size = int.Parse(Encoding.Latin1.GetString(body, at, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                if (size == 0)
                {
                    break;
                }

                at += line + 2;
                joined.Write(body, at, size);
                at += size + 2;
            }

            body = joined.ToArray();
        }

        if (!head.Contains("Content-Encoding: gzip", StringComparison.Ordinal))
        {
            return body;
        }

        using GZipStream unzipped = new(new MemoryStream(body), CompressionMode.Decompress);
        using MemoryStream plain = new();
        unzipped.CopyTo(plain);
        return plain.ToArray();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private void MapPaths(WebApplication app)
    {
        string path = _folder.PathOf("file.bin");
        app.UseStaticFiles(new StaticFileOptions { RequestPath = "/static", FileProvider = new PhysicalFileProvider(_folder.Served) });
        app.MapMethods("/results", ["GET", "HEAD"], () => Results.File(path, enableRangeProcessing: true));
        app.MapMethods("/typed", ["GET", "HEAD"], () => TypedResults.PhysicalFile(path, enableRangeProcessing: true));
        app.MapMethods("/send", ["GET", "HEAD"], context =>
        {
            context.Response.ContentLength = new FileInfo(path).Length;
            return context.Response.SendFileAsync(path, context.RequestAborted);
        });
    }

    private Task<TransportServer> StartAsync(
        Action<WebApplication>? map = null,
        Action<KestrelServerOptions>? kestrel = null,
        Action<ListenOptions>? listen = null,
        Action<IServiceCollection>? services = null) => TransportServer.StartAsync(
            kind,
            map ?? (app => app.MapMappedFiles("/", _folder.Served, _cache, static options => options.ChecksBodies = false)),
            kestrel,
            transport => transport.GatherLimit = gatherLimit ?? transport.GatherLimit,
            listen: listen,
            services: added =>
            {
                added.AddSingleton(_ => _cache);
                services?.Invoke(added);
            });
}
