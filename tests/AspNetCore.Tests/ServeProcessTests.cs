using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MappingCache.AspNetCore.Tests.Transport;
using MappingCache.Tests.Support;
using Mono.Unix.Native;

namespace MappingCache.AspNetCore.Tests;

/// <summary>The command serve, as a process.</summary>
internal sealed class ServeProcessTests
{
    private SiteFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new SiteFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    [CancelAfter(60_000)]
    public async Task ServesUntilItIsToldToEnd([ValueSource(typeof(CliSignal), nameof(CliSignal.All))] Signum signal, CancellationToken cancellationToken)
    {
        byte[] file = _folder.Write("file", 100_000);
        using Process process = CliProcess.Start("serve", _folder.Served, "--port", "0", "--slots", "4", "--window", "64K");
        try
        {
            string line = await process.StandardOutput.ReadLineAsync(cancellationToken) ?? string.Empty;
            Assert.That(line, Does.Contain(_folder.Served).And.Contain("http://127.0.0.1:"));
            using (HttpClient client = new() { BaseAddress = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]) })
            {
                Assert.That(await client.GetByteArrayAsync("/file", cancellationToken), Is.EqualTo(file));
                Assert.That(await client.GetStringAsync("/", cancellationToken), Does.Contain("./file"));
            }

            (int code, string rest, string error) = await CliSignal.EndAsync(process, signal);
            Assert.That(rest, Does.Contain("requests: 2\n").And.EndWith("audit: clean\n"));
            Assert.That((code, error), Is.EqualTo((0, string.Empty)));
        }
        finally
        {
            process.Kill();
        }
    }

    // The client's descriptors are of this process, the server's of another one.
    [Test]
    [LinuxOnly("its transport; elsewhere the connections are Kestrel's own")]
    [CancelAfter(180_000)]
    public async Task TenThousandConnectionsMayBeIdle(CancellationToken cancellationToken)
    {
        const int Connections = 10_000;
        if (LimitOfDescriptors() < Connections + 1000)
        {
            Assert.Ignore($"a process may have {LimitOfDescriptors()} descriptors here, and this takes {Connections} (ulimit -n)");
        }

        _folder.Write("file", 1000);
        using Process process = CliProcess.Start("serve", _folder.Served, "--port", "0");
        List<RawConnection> connections = [];
        try
        {
            string line = await process.StandardOutput.ReadLineAsync(cancellationToken) ?? string.Empty;
            IPEndPoint server = new(IPAddress.Loopback, new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]).Port);
            for (int index = 0; index < Connections; index++)
            {
                connections.Add(await RawConnection.ConnectAsync(server, cancellationToken));
            }

            for (int round = 0; round < 2; round++)
            {
                foreach (RawConnection connection in connections)
                {
                    await connection.SendAsync("GET /file HTTP/1.1\r\nHost: a\r\n\r\n", cancellationToken);
                    Assert.That((await connection.ReadResponseAsync(cancellationToken)).Body, Has.Length.EqualTo(1000), $"round {round}");
                }
            }

            (int code, string rest, string error) = await CliSignal.EndAsync(process, Signum.SIGTERM);
            Assert.That(rest, Does.Contain($"requests: {2 * Connections:N0}\n").And.EndWith("audit: clean\n"));
            Assert.That((code, error), Is.EqualTo((0, string.Empty)));
        }
        finally
        {
            connections.ForEach(static connection => connection.Dispose());
            process.Kill();
        }
    }

    [TestCase("There is no folder", "serve", "/no/such/folder")]
    [TestCase("--window is '3x'", "serve", "--window", "3x")]
    [TestCase("WindowSize is 3,000", "serve", "--window", "3000")]
    [TestCase("--port is '65536'", "serve", "--port", "65536")]
    [TestCase("--slots is 'many'", "serve", "--slots", "many")]
    [TestCase("SlotCount is 16,777,217", "serve", "--slots", "16777217")]
    [TestCase("--bogus", "serve", "--bogus")]
    [CancelAfter(60_000)]
    public async Task MistakesAreToldInOneLine(string message, params string[] arguments)
    {
        string error = await CliProcess.FailAsync(arguments);
        Assert.That(error, Does.Contain(message));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task ATakenPortIsToldInOneLine()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.That(await CliProcess.FailAsync("serve", _folder.Served, "--port", $"{port}"), Does.Contain("already in use"));
    }

    private static long LimitOfDescriptors()
    {
        string line = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        string soft = line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1];
        return soft == "unlimited" ? long.MaxValue : long.Parse(soft, CultureInfo.InvariantCulture);
    }
}
