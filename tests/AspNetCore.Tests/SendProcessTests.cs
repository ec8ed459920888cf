using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MappingCache.Tests.Support;
using Mono.Unix.Native;

namespace MappingCache.AspNetCore.Tests;

/// <summary>The command send, as a process, to a receiver on the loopback interface.</summary>
internal sealed class SendProcessTests
{
    // More than the buffers of two sockets hold, so that the sender cannot have finished while nobody reads.
    private const int Large = 64 * 1024 * 1024;

    private static readonly string s_refused = OperatingSystem.IsWindows() ? new SocketException((int)SocketError.ConnectionRefused).Message.TrimEnd('.') : "Connection refused";

    private SiteFolder _folder = null!;
    private TcpListener _listener = null!;

    private string Receiver => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    [SetUp]
    public void Listen()
    {
        _folder = new SiteFolder();
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
    }

    [TearDown]
    public void Stop()
    {
        _listener.Dispose();
        _folder.Dispose();
    }

    // Catches: bytes of another place, a range that is cut wrong, an end that the receiver is not told of.
    [TestCase(1_000_000, 0, null)]
    [TestCase(1_000_000, 65_537, null)]
    [TestCase(1_000_000, 65_536 - 1, 131_074)]
    [TestCase(1_000_000, 10, 0)]
    [TestCase(1_000_000, 1_000_000, null)]
    [TestCase(0, 0, null)]
    [CancelAfter(60_000)]
    public async Task TheReceiverGetsTheRangeAndItsEnd(int size, int offset, int? length, CancellationToken cancellationToken)
    {
        byte[] file = _folder.Write("file", size);
        string[] range = length is null ? ["--offset", $"{offset}"] : ["--offset", $"{offset}", "--length", $"{length}"];
        using Process process = CliProcess.Start(["send", _folder.PathOf("file"), "--to", Receiver, "--window", "64K", "--slots", "1", .. range]);
        try
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync(cancellationToken);
            using MemoryStream received = new();
            await client.GetStream().CopyToAsync(received, cancellationToken);
            byte[] expected = file[offset..(offset + (length ?? (size - offset)))];
            Assert.That(received.ToArray(), Is.EqualTo(expected));
            (int code, string output, string error) = await CliProcess.EndAsync(process);
            Assert.That((code, error), Is.EqualTo((0, string.Empty)));
            string path = Regex.Escape(_folder.PathOf("file"));
            Assert.That(output, Does.Match(FormattableString.Invariant($"^Sent {expected.Length:N0} bytes of {path} to {Receiver} in [0-9,.]+ ms \\([0-9,.]+ MB/s\\).\n$")));
        }
        finally
        {
            process.Kill();
        }
    }

    [TestCase("There is no file '/no/such/file'", "/no/such/file", "--to", "127.0.0.1:1")]
    [TestCase("' is not a regular file", "DEVICE", "--to", "127.0.0.1:1")]
    [TestCase("' is not a regular file", "FOLDER", "--to", "127.0.0.1:1")]
    [TestCase("--to is 'nowhere'; it must be HOST:PORT", "FILE", "--to", "nowhere")]
    [TestCase("'--to' is required", "FILE")]
    [TestCase("--offset is '-1'", "FILE", "--to", "127.0.0.1:1", "--offset", "-1")]
    [TestCase("--offset is 1,001, but", "FILE", "--to", "127.0.0.1:1", "--offset", "1001")]
    [TestCase("--length is 1,024, but", "FILE", "--to", "127.0.0.1:1", "--length", "1K")]
    [TestCase("--length is 991, but", "FILE", "--to", "127.0.0.1:1", "--offset", "10", "--length", "991")]
    [TestCase("--window is '3x'", "FILE", "--to", "127.0.0.1:1", "--window", "3x")]
    [TestCase("--slots is 'many'", "FILE", "--to", "127.0.0.1:1", "--slots", "many")]
    [TestCase("There is no option '--bogus'", "--bogus", "--to", "127.0.0.1:1")]
    [CancelAfter(60_000)]
    public async Task MistakesAreToldInOneLine(string message, params string[] arguments)
    {
        _folder.Write("file", 1_000);
        string[] replaced = [.. arguments.Select(argument => argument switch
        {
            "FILE" => _folder.PathOf("file"),
            "FOLDER" => _folder.Served,
            "DEVICE" => OperatingSystem.IsWindows() ? "NUL" : "/dev/null",
            _ => argument,
        })];
        Assert.That(await CliProcess.FailAsync(["send", .. replaced]), Does.Contain(message));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task ARefusedConnectionIsToldInOneLine()
    {
        _folder.Write("file", 1_000);
        string receiver = Receiver;
        _listener.Stop();
        Assert.That(
            await CliProcess.FailAsync("send", _folder.PathOf("file"), "--to", receiver),
            Is.EqualTo($"mapping-cache: {receiver} could not be reached: {s_refused}.\n"));
    }

    // Catches: a success that is reported though the receiver did not take everything.
    [Test]
    [CancelAfter(60_000)]
    public async Task AReceiverThatGoesAwayIsTold(CancellationToken cancellationToken)
    {
        using Process process = await StartLargeAsync(static client => client.Client.Close(timeout: 0), cancellationToken);
        Assert.That(await CliProcess.FailAsync(process), Does.Match($"{Receiver} took [0-9,]+ of 67,108,864 bytes, then: "));
    }

    // Catches: a file's end that is taken from the beginning, which reads past it, and a success that is reported then.
    [Test]
    [CancelAfter(60_000)]
    [LinuxOnly("Windows cuts no file that is mapped: the test below.")]
    public async Task AFileThatIsCutShortIsTold(CancellationToken cancellationToken)
    {
        TcpClient? receiver = null;
        using Process process = await StartLargeAsync(
            client =>
            {
                receiver = client;
                using FileStream file = File.OpenWrite(_folder.PathOf("file"));
                file.SetLength(1);
            },
            cancellationToken);
        using (receiver)
        {
            Task<string> failed = CliProcess.FailAsync(process);
            try
            {
                await receiver!.GetStream().CopyToAsync(Stream.Null, cancellationToken);
            }
            catch (IOException)
            {
                // A connection that the sender breaks off may end so.
            }

            Assert.That(await failed, Does.Contain("file' has changed while it was sent: ").And.Contain(" of 67,108,864 bytes were."));
        }
    }

    [Test]
    [CancelAfter(60_000)]
    [WindowsOnly("Linux cuts files that are mapped: the test above.")]
    public async Task AFileThatIsBeingSentCannotBeCut(CancellationToken cancellationToken)
    {
        TcpClient? receiver = null;
        using Process process = await StartLargeAsync(client => receiver = client, cancellationToken);
        using (receiver)
        {
            Assert.That(
                () =>
                {
                    using FileStream file = File.OpenWrite(_folder.PathOf("file"));
                    file.SetLength(1);
                },
                Throws.InstanceOf<IOException>());
            Task<(int Code, string Output, string Error)> end = CliProcess.EndAsync(process);
            await receiver!.GetStream().CopyToAsync(Stream.Null, cancellationToken);
            Assert.That((await end).Output, Does.StartWith("Sent 67,108,864 bytes of "));
        }
    }

    // Catches: a signal that ends the process in the middle, without a word and with the wrong exit code.
    [Test]
    [CancelAfter(60_000)]
    public async Task ASignalEndsItInOrder([ValueSource(typeof(CliSignal), nameof(CliSignal.All))] Signum signal, CancellationToken cancellationToken)
    {
        TcpClient? receiver = null;
        using Process process = await StartLargeAsync(client => receiver = client, cancellationToken);
        using (receiver)
        {
            (int code, string output, string error) = await CliSignal.EndAsync(process, signal);
            Assert.That((code, output), Is.EqualTo((128 + (int)signal, string.Empty)));
            Assert.That(error, Does.Match("^mapping-cache: ended after [0-9,]+ of 67,108,864 bytes\\.\n$"));
        }
    }

    // Begins to send a large file, and lets the receiver do something once the first byte has come.
    private async Task<Process> StartLargeAsync(Action<TcpClient> then, CancellationToken cancellationToken)
    {
        _folder.Write("file", Large);
        Process process = CliProcess.Start("send", _folder.PathOf("file"), "--to", Receiver, "--window", "64K", "--slots", "2");
        TcpClient client = await _listener.AcceptTcpClientAsync(cancellationToken);
        await client.GetStream().ReadExactlyAsync(new byte[1], cancellationToken);
        then(client);
        return process;
    }
}
