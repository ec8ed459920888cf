using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>What the kernel is really asked to do by each strategy, as strace sees it.</summary>
[LinuxOnly("what strace sees")]
public sealed class SystemCallTests
{
    private const int Large = 100_000;
    private static readonly byte[] s_header = FileContent.Of(101, 200);
    private static readonly byte[] s_trailer = FileContent.Of(102, 77);

    private SendFixture _test = null!;
    private SocketPair _sockets = null!;
    private MappedFile _small = null!;
    private MappedFile _other = null!;
    private MappedFile _large = null!;

    [SetUp]
    public void Create()
    {
        _test = new SendFixture();
        _sockets = SocketPair.Tcp();
        (_small, _other, _large) = (_test.Open(1, 1000), _test.Open(2, 2000), _test.Open(3, Large));
    }

    [TearDown]
    public void Dispose()
    {
        _small.Dispose();
        _other.Dispose();
        _large.Dispose();
        _sockets.Dispose();
        _test.Dispose();
    }

    [Test]
    public void Header_and_small_files_are_one_sendmsg([Values(SendStrategy.Auto, SendStrategy.Gather)] SendStrategy strategy)
    {
        IReadOnlyList<string> calls = Trace(strategy, s_header, _small.Whole(), _other.Whole(), s_trailer);

        Assert.That(calls, Has.Count.EqualTo(1), string.Join('\n', calls));
        Assert.That(calls[0], Does.StartWith("sendmsg(").And.Contain("iov_len=200").And.Contain("iov_len=1000").And.Contain("iov_len=2000").And.Contain("iov_len=77").And.Contain("MSG_DONTWAIT|MSG_NOSIGNAL"));
    }

    [Test]
    public void An_asynchronous_send_of_little_that_need_not_wait_is_one_sendmsg()
    {
        IReadOnlyList<string> calls = Trace(SendStrategy.Auto, isAsync: true, s_header, _small.Whole());

        Assert.That(calls, Has.Count.EqualTo(1).And.All.StartsWith("sendmsg("), string.Join('\n', calls));
    }

    [Test]
    public void An_asynchronous_send_of_much_is_two_calls_too()
    {
        List<string> calls = Sending(Trace(SendStrategy.Auto, isAsync: true, s_header, _large.Whole()));

        Assert.That(calls, Has.Count.EqualTo(2), string.Join('\n', calls));
        Assert.That(calls[1], Does.StartWith("sendfile("));
    }

    [Test]
    public void A_large_file_is_sendfile_behind_a_header_that_waits_for_it([Values(SendStrategy.Auto, SendStrategy.SendFile)] SendStrategy strategy)
    {
        List<string> calls = Sending(Trace(strategy, s_header, _large.Whole()));

        Assert.That(calls, Has.Count.EqualTo(2), string.Join('\n', calls));
        Assert.That(calls[0], Does.StartWith("sendmsg(").And.Contain("iov_len=200").And.Contain("MSG_MORE"));
        Assert.That(calls[1], Does.StartWith("sendfile(").And.Contain($", {Large}"));
    }

    [Test]
    public void By_way_of_a_pipe_it_is_vmsplice_and_splice()
    {
        List<string> calls = Sending(Trace(SendStrategy.Splice, s_header, _large.Whole()));

        Assert.That(calls, Has.Count.EqualTo(3), string.Join('\n', calls));
        Assert.That(calls[0], Does.StartWith("sendmsg(").And.Contain("MSG_MORE"));
        Assert.That(calls[1], Does.StartWith("vmsplice(").And.Contain("iov_len=65536").And.Contain($"iov_len={Large - 65536}").And.Contain("SPLICE_F_NONBLOCK"));
        Assert.That(calls[2], Does.StartWith("splice(").And.Contain($", NULL, {Large}, SPLICE_F_MOVE|SPLICE_F_NONBLOCK)"));
    }

    [Test]
    public void Lent_to_the_socket_it_is_sendmsg_with_MSG_ZEROCOPY_and_a_look_at_the_error_queue()
    {
        List<string> calls = Sending(Trace(SendStrategy.ZeroCopy, s_header, _large.Whole()));

        Assert.That(calls, Has.Count.GreaterThanOrEqualTo(3), string.Join('\n', calls));
        Assert.That(calls[0], Does.StartWith("sendmsg(").And.Contain("MSG_MORE").And.Not.Contain("MSG_ZEROCOPY"));
        Assert.That(calls[1], Does.StartWith("sendmsg(").And.Contain("iov_len=65536").And.Contain("MSG_ZEROCOPY").And.Not.Contain("MSG_MORE"));
        Assert.That(calls.Skip(2), Is.All.StartsWith("recvmsg(").And.All.Contain("MSG_ERRQUEUE"));
    }

    [Test]
    public void Windows_that_are_copies_of_their_leases_are_not_lent([Values(SendStrategy.Splice, SendStrategy.ZeroCopy)] SendStrategy strategy)
    {
        using SendFixture test = new(options: static options => options with { FileLeases = FileLeaseMode.Opportunistic });
        using MappedFile file = test.Open(4, 50_000);
        using FileStream writer = new(test.Folder["file 4"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

        List<string> calls = Sending(Trace(strategy, s_header, file.Whole()));

        // Read aside, while somebody has the file open for writing: memory that is freed when the lease ends.
        Assert.That(calls.Where(static call => call.StartsWith("sendmsg(", StringComparison.Ordinal)), Has.Exactly(2).Items.And.All.Not.Contain("MSG_ZEROCOPY"), string.Join('\n', calls));
        Assert.That(calls, Has.None.Contains("vmsplice("));
        Assert.That(calls[^1], Does.Contain("iov_len=50000"));
    }

    private static List<string> Sending(IReadOnlyList<string> calls) =>
        [.. calls.Where(static call => call.StartsWith("send", StringComparison.Ordinal) || call.Contains("splice(", StringComparison.Ordinal) || call.StartsWith("recv", StringComparison.Ordinal))];

    private IReadOnlyList<string> Trace(SendStrategy strategy, params SendPart[] parts) => Trace(strategy, isAsync: false, parts);

    private IReadOnlyList<string> Trace(SendStrategy strategy, bool isAsync, params SendPart[] parts)
    {
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy, GatherLimit = 8192 });
        Task receiving = Task.Run(Drain);

        // Everything that runs under strace runs here first: windows are mapped, and the JIT compiles.
        for (int i = 0; i < 100; i++)
        {
            Send();
        }

        IReadOnlyList<string> calls = SystemCallTrace.Of(Send);
        _sockets.Sender.Shutdown(SocketShutdown.Send);
        receiving.GetAwaiter().GetResult();
        return calls;

        void Send() => _ = isAsync ? sender.SendAsync(_sockets.Sender, parts).AsTask().Result : sender.Send(_sockets.Sender, parts);
    }

    private void Drain()
    {
        byte[] buffer = new byte[2 * Large];
        while (_sockets.Receiver.Receive(buffer) > 0)
        {
        }
    }
}
