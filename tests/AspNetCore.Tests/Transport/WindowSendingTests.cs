using System.Net.Sockets;
using System.Text;
using MappingCache.Tests.Support;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>Files that leave from their windows, and those that cannot: the bytes are the file's, and the meter tells which way they went.</summary>
[TestFixture(ServerKind.Dispatch, null)]
[TestFixture(ServerKind.Inline, null)]
[TestFixture(ServerKind.Inline, 0L)]
[TestFixture(ServerKind.Dispatch, long.MaxValue)]
[LinuxOnly("the transport is Linux's; other systems have Kestrel's own")]
[NonParallelizable]
internal sealed class WindowSendingTests(ServerKind kind, long? gatherLimit) : WindowSendingFixture(kind, gatherLimit)
{
    private static readonly int[] s_lengths = [1, 1000, 4096, 16_384, 65_536, 65_537, 262_144, 1_048_576, 1_048_577, 5_000_001];

    [Test]
    [CancelAfter(60_000)]
    public async Task BodiesAreTheFiles(CancellationToken cancellationToken)
    {
        byte[][] files = [.. s_lengths.Select(length => Folder.Write($"{length}.bin", length, length))];
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

        Assert.That(Counts.Sent, Is.EqualTo(3L * s_lengths.Sum()));
        Assert.That(Counts.Copied, Is.Zero);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task PipelinedRequestsAreAnsweredInOrder(CancellationToken cancellationToken)
    {
        const int Rounds = 20;
        byte[][] files = [.. s_lengths.Select(length => Folder.Write($"{length}.bin", length, length))];
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
        byte[][] files = [.. Enumerable.Range(0, 16).Select(index => Folder.Write($"{index}.bin", 700_000 + index, index))];
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
        byte[] file = Folder.Write("file.bin", 3_000_000);
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
        Assert.That(Counts.Copied, Is.Zero);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task AFileThatIsCutWhileItIsSentEndsItsConnection(CancellationToken cancellationToken)
    {
        const int Length = 64 * 1024 * 1024;
        Folder.Write("file.bin", Length);
        await using TransportServer server = await StartAsync();
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken, receiveBuffer: 4096);
        await connection.SendAsync(Get("/file.bin"), cancellationToken);
        _ = await connection.Socket.ReceiveAsync(new byte[1], cancellationToken);
        using (FileStream stream = File.OpenWrite(Folder.PathOf("file.bin")))
        {
            stream.SetLength(1000);
        }

        Assert.That(async () => await connection.ReadToEndAsync(cancellationToken), Throws.InstanceOf<SocketException>());
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task ClientsMayBreakOffWithinAFile(CancellationToken cancellationToken)
    {
        const int Times = 5;
        Folder.Write("file.bin", 30_000_000);
        TransportServer server = await StartAsync();
        await using (server)
        {
            foreach (int read in Enumerable.Repeat((int[])[0, 1, 100_000, 5_000_000], Times).SelectMany(static reads => reads))
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

        Assert.That(server.Log.Lines, Is.Empty, "to break off is a client's good right, and no error of the application");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task AReaderThatTakesNothingOfAFileIsGivenUp(CancellationToken cancellationToken)
    {
        Folder.Write("file.bin", 30_000_000);
        await using TransportServer server = await StartAsync(kestrel: static kestrel =>
            kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 1000, gracePeriod: TimeSpan.FromSeconds(2)));
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken, receiveBuffer: 4096);
        await connection.SendAsync(Get("/file.bin"), cancellationToken);
        Assert.That(await connection.WaitForResetAsync(TimeSpan.FromSeconds(50)));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task AReaderThatIsSlowGetsAFileAllTheSame(CancellationToken cancellationToken)
    {
        // Slower than a piece in Kestrel's grace period; faster than its least rate.
        byte[] file = Folder.Write("file.bin", 6_000_000);
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
}
