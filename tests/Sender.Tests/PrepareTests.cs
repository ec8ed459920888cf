using System.Net.Sockets;
using System.Runtime.InteropServices;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>No call on a socket waits, and the caller's own calls on it go on as they did.</summary>
[LinuxOnly("how a descriptor is kept from waiting")]
public sealed partial class PrepareTests
{
    private const int Buffer = 8 * 1024;
    private const int GetFlags = 3;
    private const int NonBlock = 0x800;

    [Test]
    public void A_socket_that_was_sent_through_does_not_block_and_still_seems_to([Values] bool accepted)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 1000);
        using SocketPair sockets = SocketPair.Tcp();
        (Socket socket, Socket peer) = accepted ? (sockets.Receiver, sockets.Sender) : (sockets.Sender, sockets.Receiver);
        Assert.That(IsNonBlocking(socket), Is.False, "nobody has sent without a thread yet");

        FileSender.Create().Send(socket, file.Whole());
        Assert.That(IsNonBlocking(socket));
        Assert.That(socket.Blocking);
        Assert.That(Receive(peer, 1000), Is.EqualTo(FileContent.Of(1, 1000)));

        // The caller's own calls wait: one for bytes that come later, one for room.
        Task<byte[]> reading = Task.Factory.StartNew(() => Receive(socket, 1), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.That(reading.Wait(20), Is.False);
        peer.Send([7]);
        Assert.That(reading.GetAwaiter().GetResult(), Is.EqualTo((byte[])[7]));
        byte[] large = FileContent.Of(2, 16_000_000);
        Task<byte[]> receiving = Task.Factory.StartNew(() => Receive(peer, large.Length), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.That(socket.Send(large), Is.EqualTo(large.Length));
        Assert.That(receiving.GetAwaiter().GetResult().AsSpan().SequenceEqual(large));
    }

    [Test]
    public void A_send_of_the_callers_own_that_waits_keeps_no_thread_of_ours()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 1000);
        using SocketPair sockets = SocketPair.Tcp(Buffer);
        Task<int> own = sockets.Sender.SendAsync(FileContent.Of(2, 4_000_000), SocketFlags.None);
        Assert.That(own.IsCompleted, Is.False);

        // Returns, though nobody receives.
        Task<Task<long>> starting = Task.Factory.StartNew(
            () => FileSender.Create().SendAsync(sockets.Sender, [file.Whole()]).AsTask(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.That(starting.Wait(TimeSpan.FromSeconds(30)), "it waits in the thread that has called");
        byte[] all = Receive(sockets.Receiver, 4_001_000);
        Assert.That(own.GetAwaiter().GetResult(), Is.EqualTo(4_000_000));
        Assert.That(starting.Result.GetAwaiter().GetResult(), Is.EqualTo(1000));
        Assert.That(all, Has.Length.EqualTo(4_001_000));
    }

    [Test]
    public void A_context_that_waits_for_the_send_is_not_needed_by_it()
    {
        using SendFixture test = new(slots: 2);
        using MappedFile file = test.Open(1, 9_000_000);
        using SocketPair sockets = SocketPair.Tcp();
        Task<byte[]> receiving = Task.Factory.StartNew(() => Receive(sockets.Receiver, 9_000_000), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task<long> sending = Task.Factory.StartNew(
            () =>
            {
                // Takes nothing that is posted to it: its thread waits below.
                SynchronizationContext.SetSynchronizationContext(new Idle());
                return FileSender.Create(new FileSenderOptions { Quantum = 4096, GatherLimit = 0 }).SendAsync(sockets.Sender, [file.Whole()]).AsTask().GetAwaiter().GetResult();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        Assert.That(sending.Wait(TimeSpan.FromSeconds(60)), "it waits for the context of who waits for it");
        Assert.That(receiving.GetAwaiter().GetResult().AsSpan().SequenceEqual(FileContent.Of(1, 9_000_000)));
    }

    private static byte[] Receive(Socket socket, int length)
    {
        byte[] bytes = new byte[length];
        int received = 0;
        while (received < length && socket.Receive(bytes.AsSpan(received)) is > 0 and int more)
        {
            received += more;
        }

        return bytes[..received];
    }

    private static bool IsNonBlocking(Socket socket)
    {
        int flags = FCntl((int)socket.Handle, GetFlags, 0);
        Assert.That(flags, Is.GreaterThanOrEqualTo(0));
        return (flags & NonBlock) != 0;
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FCntl(int descriptor, int command, nint argument);

    private sealed class Idle : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
