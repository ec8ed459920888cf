using System.Net;
using System.Net.Sockets;
using MappingCache.Cli;
using MappingCache.Tests.Support;

namespace MappingCache.AspNetCore.Tests;

/// <summary>What the command send sends by, without the process.</summary>
[LinuxOnly("Windows cuts no file that is mapped")]
internal sealed class FileSendTests
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
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Large, SlotCount = 1 });
        using MappedFile file = cache.Open(folder.PathOf("file"));
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using Socket sender = new(SocketType.Stream, ProtocolType.Tcp);
        await sender.ConnectAsync(listener.LocalEndpoint, cancellationToken);
        using Socket receiver = await listener.AcceptSocketAsync(cancellationToken);
        await using NetworkStream stream = new(receiver);

        FileSend send = new(file, sender, 0, Large);
        Task sending = send.RunAsync(cancellationToken);
        await stream.ReadExactlyAsync(new byte[1], cancellationToken);
        using (FileStream cut = new(folder.PathOf("file"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            cut.SetLength(Large / 2);
        }

        Task receiving = stream.CopyToAsync(Stream.Null, cancellationToken);
        Assert.That(async () => await sending, Throws.InstanceOf<FileChangedException>());
        Assert.That(send.Sent, Is.Zero, "not a whole window");
        sender.Dispose();
        await receiving;
    }
}
