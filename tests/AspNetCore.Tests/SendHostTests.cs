using System.Net;
using System.Net.Sockets;
using MappingCache.Cli;
using MappingCache.Tests.Support;

namespace MappingCache.AspNetCore.Tests;

/// <summary>The command send, without the process.</summary>
[LinuxOnly("Windows cuts no file that is mapped")]
internal sealed class SendHostTests
{
    // More than the system takes at once, so that the file can be cut within the window that is being sent.
    private const int Large = 32 << 20;

    // Catches: a sender that waits for ever, since the runtime does when the system has taken a part and misses the rest.
    [Test]
    [CancelAfter(60_000)]
    public async Task AFileThatIsCutWithinTheWindowThatIsBeingSentIsGivenUp(CancellationToken cancellationToken)
    {
        using SiteFolder folder = new();
        folder.Write("file", Large);
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        SendSettings settings = new(
            folder.PathOf("file"), new DnsEndPoint("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port), Offset: 0, Length: null, new WindowCacheOptions { WindowSize = Large, SlotCount = 1 });
        Task<int> sending = SendHost.RunAsync(settings);
        using Socket receiver = await listener.AcceptSocketAsync(cancellationToken);
        await using NetworkStream stream = new(receiver);

        await stream.ReadExactlyAsync(new byte[1], cancellationToken);
        using (FileStream cut = new(folder.PathOf("file"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            cut.SetLength(Large / 2);
        }

        Task receiving = stream.CopyToAsync(Stream.Null, cancellationToken);
        Assert.That(async () => await sending, Throws.InstanceOf<IOException>().With.Message.Match("file' has changed while it was sent: [0-9,]+ of 33,554,432 bytes were\\.$"));
        Assert.That(async () => await receiving, Throws.InstanceOf<IOException>(), "the receiver does not take it for the whole");
    }
}
