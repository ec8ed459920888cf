using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using MappingCache.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>An application that knows nothing of the cache but two lines of registration sends files by its framework's own means.</summary>
[TestFixture(ServerKind.Dispatch)]
[TestFixture(ServerKind.Inline)]
[LinuxOnly("the transport is Linux's; other systems have Kestrel's own")]
[NonParallelizable]
internal sealed class ApplicationSendingTests(ServerKind kind) : WindowSendingFixture(kind, gatherLimit: null)
{
    private const int Length = 300_000;

    [TestCase("/results")]
    [TestCase("/typed")]
    [TestCase("/mvc")]
    [TestCase("/send")]
    [TestCase("/static/file.bin")]
    [TestCase("/file.bin")]
    [CancelAfter(60_000)]
    public async Task WhatAnApplicationSendsByPathLeavesFromWindows(string path, CancellationToken cancellationToken)
    {
        byte[] file = Folder.Write("file.bin", Length);
        await using (TransportServer server = await StartAsync(MapPaths, services: static services => services.AddControllers()))
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

        Assert.That(Counts.Sent, Is.GreaterThanOrEqualTo(3 * (file.Length + 99_900)));
        Assert.That(Counts.Copied, Is.Zero);
    }

    [TestCase("chunked", "no_length")]
    [TestCase("compressed", "body_middleware")]
    [TestCase("logged", "connection_middleware")]
    [TestCase("tls", "tls")]
    [CancelAfter(60_000)]
    public async Task WhatHasToBeSeenIsCopied(string way, string reason, CancellationToken cancellationToken)
    {
        byte[] file = Folder.Write("file.bin", Length);
        using X509Certificate2 certificate = TestCertificate.Make();
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
                    return context.Response.SendFileAsync(Folder.PathOf("file.bin"), context.RequestAborted);
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

        Assert.That(Counts[$"reason:{reason}"], Is.EqualTo(way == "compressed" ? 0 : 1));
        Assert.That(Counts.Sent, Is.Zero);
    }

    [TestCase("/send")]
    [TestCase("/mapped/file.bin")]
    [CancelAfter(60_000)]
    public async Task OverHttp2BodiesAreCopied(string path, CancellationToken cancellationToken)
    {
        byte[] file = Folder.Write("file.bin", Length);
        await using (TransportServer server = await StartAsync(
            app =>
            {
                MapPaths(app);
                app.MapMappedFiles("/mapped", Folder.Served, Cache, static options => options.ChecksBodies = false);
            },
            listen: static listening => listening.Protocols = HttpProtocols.Http2,
            services: static services => services.AddControllers()))
        {
            using HttpClient client = new() { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
            Uri address = new($"http://{server.EndPoint}{path}");
            byte[][] bodies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.GetByteArrayAsync(address, cancellationToken)));
            Assert.That(bodies.Select(body => body.AsSpan().SequenceEqual(file)), Is.All.True);
        }

        Assert.That(Counts["reason:protocol"], Is.EqualTo(8));
        Assert.That(Counts.Sent, Is.Zero);
    }

    private void MapPaths(WebApplication app)
    {
        string path = Folder.PathOf("file.bin");
        app.Environment.WebRootFileProvider = new PhysicalFileProvider(Folder.Served);
        app.UseStaticFiles(new StaticFileOptions { RequestPath = "/static", FileProvider = app.Environment.WebRootFileProvider });
        app.MapMethods("/results", ["GET", "HEAD"], () => Results.File(path, enableRangeProcessing: true));
        app.MapMethods("/typed", ["GET", "HEAD"], () => TypedResults.PhysicalFile(path, enableRangeProcessing: true));
        app.MapMethods("/mvc", ["GET", "HEAD"], context =>
            new PhysicalFileResult(path, "application/octet-stream") { EnableRangeProcessing = true }.ExecuteResultAsync(new ActionContext(context, new RouteData(), new ActionDescriptor())));
        app.MapMethods("/send", ["GET", "HEAD"], context =>
        {
            context.Response.ContentLength = new FileInfo(path).Length;
            return context.Response.SendFileAsync(path, context.RequestAborted);
        });
        app.MapStaticAssets(WriteManifest());
    }

    // What a build writes of an application's files.
    private string WriteManifest()
    {
        string path = Path.Combine(Folder.Base, "site.staticwebassets.endpoints.json");
        object endpoint = new
        {
            Route = "file.bin",
            AssetFile = "file.bin",
            Selectors = Array.Empty<object>(),
            EndpointProperties = Array.Empty<object>(),
            ResponseHeaders = new[]
            {
                new { Name = "Accept-Ranges", Value = "bytes" },
                new { Name = "Content-Length", Value = Length.ToString(CultureInfo.InvariantCulture) },
                new { Name = "Content-Type", Value = "application/octet-stream" },
                new { Name = "ETag", Value = "\"one\"" },
                new { Name = "Last-Modified", Value = "Fri, 02 Jan 2026 03:04:05 GMT" },
            },
        };
        File.WriteAllText(path, JsonSerializer.Serialize(new { Version = 1, ManifestType = "Publish", Endpoints = new[] { endpoint } }));
        return path;
    }

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
}
