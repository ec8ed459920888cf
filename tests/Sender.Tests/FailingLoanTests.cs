using MappingCache.Platform.Linux.Sending;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>Each system call by which windows are lent to a pipe or to a socket fails once, in every way that it may.</summary>
[LinuxOnly("system calls by their names")]
public sealed class FailingLoanTests
{
    private const int Quantum = 64 * 1024;
    private const int MostCalls = 4;

    private static readonly FileSenderOptions s_splicing = new() { Strategy = SendStrategy.Splice, Quantum = Quantum };
    private static readonly FileSenderOptions s_lending = new() { Strategy = SendStrategy.ZeroCopy, Quantum = Quantum };

    private static IEnumerable<TestCaseData> ErrorsOfPipes =>
        from call in ((string Name, string[] Errors)[])
        [
            ("vmsplice", ["EAGAIN", "EINTR", "ENOMEM", "EFAULT"]),
            ("splice", ["EAGAIN", "EINTR", "ECONNRESET", "EPIPE", "ENOMEM", "EIO"]),
        ]
        from error in call.Errors
        select new TestCaseData(call.Name, error);

    [TestCaseSource(nameof(ErrorsOfPipes))]
    public async Task What_a_pipe_does_not_take_or_give_ends_the_send_as_it_is_documented(string call, string error)
    {
        int failed = await CountAsync(new FailingSend(s_splicing), call, error);

        Assert.That(failed, Is.EqualTo(MostCalls), "there were as many calls to fail");
    }

    [Test]
    public async Task Where_there_is_no_pipe_the_bytes_are_gathered([Values("EMFILE", "ENFILE", "ENOMEM")] string error)
    {
        using SparePipes none = new();

        Assert.That(await new FailingSend(s_splicing, harmless: error).RunAsync("pipe2", error, "1+"));
    }

    [Test]
    public async Task A_pipe_that_is_forbidden_is_told()
    {
        using SparePipes none = new();

        Assert.That(await new FailingSend(s_splicing).RunAsync("pipe2", "EPERM", "1+"));
    }

    [Test]
    public async Task A_pipe_that_may_not_be_large_does()
    {
        using SparePipes none = new();

        // The first two are the runtime's: it sets the socket not to block.
        Assert.That(await new FailingSend(s_splicing, harmless: "EPERM").RunAsync("fcntl", "EPERM", "3+"));
    }

    [Test]
    public async Task What_a_socket_is_not_lent_ends_the_send_as_it_is_documented([Values("EAGAIN", "EINTR", "ECONNRESET", "EPIPE", "EIO", "EFAULT")] string error)
    {
        int failed = await CountAsync(new FailingSend(s_lending), "sendmsg", error);

        Assert.That(failed, Is.EqualTo(MostCalls), "there were as many calls to fail");
    }

    // The first call is the header's, and copies.
    [Test]
    public async Task Where_a_socket_may_have_no_more_notices_the_bytes_are_gathered([Values("2", "3")] string which) =>
        Assert.That(await new FailingSend(s_lending, harmless: "ENOBUFS").RunAsync("sendmsg", "ENOBUFS", which));

    [Test]
    public async Task A_socket_that_cannot_be_lent_to_or_watched_is_told([Values("setsockopt", "epoll_ctl")] string call, [Values("ENOMEM", "EPERM")] string error) =>
        Assert.That(await new FailingSend(s_lending).RunAsync(call, error, "1+"));

    [Test]
    public async Task A_notice_that_cannot_be_had_at_once_is_had_later([Values("EINTR", "ENOMEM")] string error)
    {
        int failed = await CountAsync(new FailingSend(s_lending, harmless: "ENOMEM"), "recvmsg", error);

        Assert.That(failed, Is.GreaterThan(0), "there were calls to fail");
    }

    private static async Task<int> CountAsync(FailingSend send, string call, string error)
    {
        int failed = 0;
        for (int which = 1; which <= MostCalls; which++)
        {
            failed += await send.RunAsync(call, error, $"{which}") ? 1 : 0;
        }

        return failed;
    }

    // Takes the pipes that are kept, so that the next send needs one.
    private sealed class SparePipes : IDisposable
    {
        private readonly List<SplicePipe> _taken = [];

        public SparePipes()
        {
            while (SplicePipe.Spares > 0 && SplicePipe.Rent(out _) is { } spare)
            {
                _taken.Add(spare);
            }
        }

        public void Dispose() => _taken.ForEach(static spare => spare.Return(isEmpty: true));
    }
}
