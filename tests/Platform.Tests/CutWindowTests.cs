using System.Net;
using System.Net.Sockets;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>What reads a window of a file that was cut short or written anew, and survives it without the guard, too; and what no guard can see.</summary>
[LinuxOnly("Windows lets nobody cut a file of which windows are mapped")]
public sealed class CutWindowTests
{
    private const int Size = 1 << 17;
    private const int Half = Size / 2;
    private const int Short = 3_000;
    private const int Kept = 100;

    // Over the loopback interface nothing is under way for as long.
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(0.5);

    private TempFolder _folder = null!;

    [SetUp]
    public void Create() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task A_socket_refuses_to_send_what_was_cut_off([Values] bool isGuarded, [Values] bool isAsync)
    {
        using WindowCache cache = Create(isGuarded);
        string path = _folder.Write("file", 1, Size);
        using MappedFile file = cache.Open(path);
        using WindowLease lease = await file.AcquireAsync(0);
        (Socket sender, Socket receiver) = await ConnectAsync();
        using (sender)
        using (receiver)
        {
            FileOwner.Cut(path, Half);
            SocketException? refused = isAsync
                ? await Assert.ThrowsAsync<SocketException>(async () => await sender.SendAsync(lease.Memory[Half..]))
                : Assert.Throws<SocketException>(() => sender.Send(lease.Span[Half..]));

            Assert.That(refused!.SocketErrorCode, Is.EqualTo(SocketError.Fault));
            Assert.That(lease.IsValid, "what the kernel misses, it tells the caller of the call alone");
            Assert.That(lease.ThrowIfChanged, Throws.InstanceOf<FileChangedException>());
        }
    }

    // The runtime swallows the refusal that comes after a part was taken, and waits for room that there is already.
    [Test]
    [CancelAfter(60_000)]
    public async Task A_socket_that_has_taken_a_part_of_a_window_never_ends_sending_the_rest_that_was_cut_off([Values] bool isGuarded, CancellationToken cancellationToken)
    {
        using WindowCache cache = Create(isGuarded);
        string path = _folder.Write("file", 1, Size);
        using MappedFile file = cache.Open(path);
        using WindowLease lease = await file.AcquireAsync(0, cancellationToken);
        (Socket sender, Socket receiver) = await ConnectAsync();
        using (sender)
        using (receiver)
        {
            FileOwner.Cut(path, Half);
            using CancellationTokenSource giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task<int> sending = sender.SendAsync(lease.Memory, giveUp.Token).AsTask();
            byte[] received = new byte[Size];
            int length = 0;
            while (receiver.Poll(s_silence, SelectMode.SelectRead))
            {
                length += receiver.Receive(received.AsSpan(length));
            }

            Assert.That(length, Is.InRange(1, Half));
            Assert.That(FileContent.Matches(received.AsSpan(0, length), 1, 0));
            Assert.That(sender.Poll(TimeSpan.Zero, SelectMode.SelectWrite), "there is room");
            Assert.That(sending.IsCompleted, Is.False, "or else the runtime has learnt to tell, and nobody need watch");
            Assert.That(lease.ThrowIfChanged, Throws.InstanceOf<FileChangedException>(), "whoever asks the file meanwhile is told");
            await giveUp.CancelAsync();
            Assert.That(async () => await sending, Throws.InstanceOf<OperationCanceledException>());
        }
    }

    [Test]
    public async Task A_file_is_not_written_from_what_was_cut_off([Values] bool isGuarded)
    {
        using WindowCache cache = Create(isGuarded);
        string path = _folder.Write("file", 1, Size);
        using MappedFile file = cache.Open(path);
        using WindowLease lease = await file.AcquireAsync(0);
        FileOwner.Cut(path, Half);
        using FileStream copy = new(_folder["copy"], FileMode.Create);

        Assert.That(() => RandomAccess.Write(copy.SafeFileHandle, lease.Span[Half..], 0), Throws.InstanceOf<IOException>().With.Message.Contains("Bad address"));
        Assert.That(lease.IsValid);
        Assert.That(lease.ThrowIfChanged, Throws.InstanceOf<FileChangedException>());
    }

    [Test]
    public void What_is_cut_and_written_anew_between_two_reads_is_read_anew([Values] bool isGuarded)
    {
        using WindowCache cache = Create(isGuarded);
        string path = _folder.Write("file", 1, Size);
        using MappedFile file = cache.Open(path);
        using Window window = file.Acquire(0);
        Assert.That(FileContent.Matches(window.Span, 1, 0));

        _folder.Write("file", 2, Size);

        Assert.That(FileContent.Matches(window.Span, 2, 0), "a mapping shows the file, not a version of it");
        Assert.That(window.IsValid, "nobody has asked, and no page was missed");
        Assert.That(IsChanged(window));
    }

    [Test]
    public async Task Within_the_last_page_what_was_cut_off_reads_as_zeros_and_only_the_files_times_tell([Values] bool isGuarded)
    {
        using WindowCache cache = Create(isGuarded);
        string path = _folder.Write("file", 1, Short);
        using MappedFile file = cache.Open(path);
        using WindowLease lease = await file.AcquireAsync(0);
        FileOwner.Cut(path, Kept);
        (Socket sender, Socket receiver) = await ConnectAsync();
        using (sender)
        using (receiver)
        {
            Assert.That(await sender.SendAsync(lease.Memory), Is.EqualTo(Short), "the kernel misses nothing");
            AssertCut(await ReceiveAsync(receiver));
        }

        AssertCut(lease.Span);
        Assert.That(lease.IsValid, "no guard, no refusal and no poison: nobody was told");
        Assert.That(lease.TryCopyTo(new byte[Short]), Is.False);
        Assert.That(lease.ThrowIfChanged, Throws.InstanceOf<FileChangedException>());
        Assert.That(lease.IsValid, Is.False, "somebody has asked");
    }

    private static WindowCache Create(bool isGuarded) => WindowCache.Create(new WindowCacheOptions { WindowSize = Size, SlotCount = 4, SurvivesFaults = isGuarded });

    private static bool IsChanged(Window window)
    {
        try
        {
            window.ThrowIfChanged();
            return false;
        }
        catch (FileChangedException)
        {
            return true;
        }
    }

    private static void AssertCut(ReadOnlySpan<byte> bytes)
    {
        Assert.That(bytes.Length, Is.EqualTo(Short));
        Assert.That(FileContent.Matches(bytes[..Kept], 1, 0));
        Assert.That(bytes[Kept..].IndexOfAnyExcept((byte)0), Is.EqualTo(-1));
    }

    private static async Task<byte[]> ReceiveAsync(Socket receiver)
    {
        byte[] bytes = new byte[Short];
        await using NetworkStream stream = new(receiver);
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static async Task<(Socket Sender, Socket Receiver)> ConnectAsync()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Socket sender = new(SocketType.Stream, ProtocolType.Tcp);
        await sender.ConnectAsync(listener.LocalEndpoint);
        return (sender, await listener.AcceptSocketAsync());
    }
}
