using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>Sends a header, a file and a trailer while a system call fails, and sees that the send ends as it is documented.</summary>
/// <param name="options">How it is sent.</param>
/// <param name="harmless">Errors that the sender has another way for, besides those that only ask for another try.</param>
internal sealed class FailingSend(FileSenderOptions options, params string[] harmless)
{
    private const int Length = 300_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly byte[] s_header = FileContent.Of(101, 200);
    private static readonly byte[] s_trailer = FileContent.Of(102, 77);
    private static readonly byte[] s_whole = [.. s_header, .. FileContent.Of(1, Length), .. s_trailer];

    // Of these the file is to blame if they fail with EIO.
    private static readonly string[] s_callsOfFiles = ["sendfile", "pread64", "%fstat"];

    /// <summary>Sends once. What was counted has to be what arrives, nothing may stay pinned, and the next send goes through.</summary>
    /// <param name="call">The call that fails.</param>
    /// <param name="error">What it fails with.</param>
    /// <param name="which">The how manyth it is, from 1 on; with a plus behind it, those after it too.</param>
    /// <returns>Whether it did fail: there may be fewer calls.</returns>
    public async Task<bool> RunAsync(string call, string error, string which)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, Length);
        using SocketPair sockets = SocketPair.Tcp();
        FileSender sender = FileSender.Create(options);
        SendPart[] parts = [s_header, file.Whole(), s_trailer];
        Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);
        long sent = 0;
        Exception? failure = null;
        bool failed = FailingCall.During(call, error, which, () =>
        {
            try
            {
                sent = sender.Send(sockets.Sender, parts);
            }
            catch (Exception caught)
            {
                failure = caught;
            }
        });

        string name = $"{call} {which}: {error}";
        bool isHarmless = !failed || error is "EAGAIN" or "EINTR" || harmless.Contains(error);
        if (isHarmless)
        {
            Assert.That(failure, Is.Null, name);
        }
        else
        {
            sent = CountOf(failure!, call, error, file.Path);
        }

        Assert.That(sent, isHarmless ? Is.EqualTo(s_whole.Length) : Is.LessThan(s_whole.Length + 1), name);
        if (error == "EFAULT" && failed && sent > 0)
        {
            Receipt receipt = await receiving.WaitAsync(s_patience);
            Assert.That(receipt.WasReset, name);
            Assert.That(receipt.Bytes, Has.Length.LessThanOrEqualTo(sent), name);
        }
        else
        {
            await Receipt.MustBe(sockets, sent, s_whole, receiving).WaitAsync(s_patience);
        }

        using SocketPair next = SocketPair.Tcp();
        await Receipt.MustBe(next, await sender.SendAsync(next.Sender, [s_header]), s_header).WaitAsync(s_patience);

        // What the kernel was lent comes back when the receiver has it, also after a failure.
        sockets.Dispose();
        Assert.That(() => test.Cache.Audit(), Is.Empty.After((int)s_patience.TotalMilliseconds, 10), name);
        return failed;
    }

    // What is thrown has to be what is documented.
    private static long CountOf(Exception failure, string call, string error, string path)
    {
        if (error == "EFAULT")
        {
            Assert.That(failure, Is.TypeOf<FileChangedException>().With.Property(nameof(FileChangedException.Path)).EqualTo(path));
            return ((FileChangedException)failure).BytesSent;
        }

        bool isOfFile = error == "EIO" && s_callsOfFiles.Contains(call);
        Assert.That(failure, Is.TypeOf<SendException>());
        SendException thrown = (SendException)failure;
        Assert.That(thrown.SocketError, Is.EqualTo(isOfFile ? SocketError.Success : Expected(error)));
        Assert.That(thrown.InnerException, isOfFile ? Is.TypeOf<MappingException>() : Is.TypeOf<SocketException>());
        return thrown.BytesSent;
    }

    private static SocketError Expected(string error) => error switch
    {
        "ECONNRESET" => SocketError.ConnectionReset,
        "EPIPE" => SocketError.Shutdown,
        "ENOBUFS" or "ENOMEM" => SocketError.NoBufferSpaceAvailable,
        "EPERM" => SocketError.AccessDenied,
        _ => SocketError.SocketError,
    };
}
