using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

public sealed class FileSenderTests
{
    private static readonly byte[] s_header = FileContent.Of(101, 200);
    private static readonly byte[] s_trailer = FileContent.Of(102, 77);

    [Test]
    public async Task Header_ranges_and_trailer_arrive_in_order(
        [Values] bool unix, [Values(SendStrategy.Auto, SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy, [Values] bool copy, [Values(1, 3, 4096, 300_000, 5_000_000)] int length)
    {
        using SendFixture test = new();
        using MappedFile first = test.Open(1, length);
        using MappedFile second = test.Open(2, 100);
        using SocketPair sockets = unix ? SocketPair.Unix(test.Folder["socket"]) : SocketPair.Tcp();
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy, Copy = copy });
        long expected = s_header.Length + length + 50 + length - (length / 2) + s_trailer.Length;
        Task<byte[]> receiving = sockets.ReceiveAsync(expected);

        long sent = await sender.SendAsync(sockets.Sender, [s_header, first.Whole(), second.Range(25, 50), first.Range(length / 2, length - (length / 2)), s_trailer]);

        Assert.That(sent, Is.EqualTo(expected));
        byte[] received = await receiving;
        Assert.That(received, Is.EqualTo((byte[])[.. s_header, .. FileContent.Of(1, length), .. FileContent.Of(2, 100).AsSpan(25, 50), .. FileContent.Of(1, length).AsSpan(length / 2), .. s_trailer]));
    }

    [Test]
    public void A_blocking_send_gives_the_same_bytes([Values(10, 100_000, 5_000_000)] int length)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, length);
        using SocketPair sockets = SocketPair.Tcp();
        Task<byte[]> receiving = sockets.ReceiveAsync(s_header.Length + length + s_trailer.Length);

        Assert.That(FileSender.Create().Send(sockets.Sender, s_header, file.Whole(), s_trailer), Is.EqualTo(s_header.Length + length + s_trailer.Length));
        Assert.That(receiving.GetAwaiter().GetResult(), Is.EqualTo((byte[])[.. s_header, .. FileContent.Of(1, length), .. s_trailer]));
    }

    [Test]
    public void What_cannot_be_sent_is_refused_before_the_first_byte()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 1000);
        using SocketPair sockets = SocketPair.Tcp();
        using Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        FileSender sender = FileSender.Create();

        Assert.That(() => sender.SendAsync(sockets.Sender, [s_header, file.Range(900, 101)]).AsTask(), Throws.ArgumentException.With.Message.Contains("1,001").And.Message.Contains("1,000"));
        Assert.That(() => sender.SendAsync(udp, [s_header]).AsTask(), Throws.ArgumentException.With.Message.Contains("Dgram"));
        Assert.That(() => file.Range(-1, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(sockets.Receiver.Available, Is.Zero);
    }

    [Test]
    public async Task Nothing_is_something_to_send()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 1000);
        using SocketPair sockets = SocketPair.Tcp();
        FileSender sender = FileSender.Create();

        Assert.That(await sender.SendAsync(sockets.Sender, []), Is.Zero);
        Assert.That(await sender.SendAsync(sockets.Sender, [Array.Empty<byte>(), file.Range(1000, 0), default]), Is.Zero);
    }
}
