using System.Buffers;
using System.IO.Pipelines;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

public sealed class PipeTargetTests
{
    private const int Window = SendFixture.WindowSize;
    private static readonly byte[] s_header = FileContent.Of(101, 200);
    private static readonly byte[] s_trailer = FileContent.Of(102, 77);

    [Test]
    public async Task Parts_come_out_of_a_pipe_in_order([Values] bool copy, [Values(1, 4096, 300_000, 3_000_000)] int length)
    {
        using SendFixture test = new(slots: 1);
        using MappedFile first = test.Open(1, length);
        using MappedFile second = test.Open(2, 100);
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 8192, resumeWriterThreshold: 4096));
        byte[] expected = [.. s_header, .. FileContent.Of(1, length), .. FileContent.Of(2, 100).AsSpan(25, 50), .. s_trailer];

        Task<long> sending = FileSender.Create(new FileSenderOptions { Copy = copy }).SendAsync(pipe.Writer, [s_header, first.Whole(), default, second.Range(25, 50), s_trailer]).AsTask();
        byte[] received = await ReadAsync(pipe.Reader, expected.Length);

        Assert.That(await sending, Is.EqualTo(expected.Length));
        Assert.That(received, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_reader_that_is_slow_holds_no_window()
    {
        using SendFixture test = new(slots: 1);
        using MappedFile file = test.Open(1, 4 * Window);
        using MappedFile other = test.Open(2, 100);
        Pipe pipe = new();

        Task<long> sending = FileSender.Create().SendAsync(pipe.Writer, [file.Whole()]).AsTask();
        ReadResult first = await pipe.Reader.ReadAsync();
        Assert.That(sending.IsCompleted, Is.False, "it waits for the reader");
        using (WindowLease lease = await other.AcquireAsync(0).AsTask().WaitAsync(TimeSpan.FromSeconds(30)))
        {
            Assert.That(FileContent.Matches(lease.Span, 2, 0));
        }

        pipe.Reader.AdvanceTo(first.Buffer.Start);
        byte[] received = await ReadAsync(pipe.Reader, 4 * Window);
        Assert.That((await sending, FileContent.Matches(received, 1, 0)), Is.EqualTo((4L * Window, true)));
    }

    [Test]
    [LinuxOnly("Windows cuts no file short that is mapped")]
    public async Task Bytes_that_are_gone_never_get_into_the_pipe([Values] bool copy)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 4 * Window);
        Pipe pipe = new();

        Task<long> sending = FileSender.Create(new FileSenderOptions { Copy = copy }).SendAsync(pipe.Writer, [s_header, file.Whole()]).AsTask();
        ReadResult first = await pipe.Reader.ReadAsync();
        StreamTargetTests.Cut(file.Path, 0);
        pipe.Reader.AdvanceTo(first.Buffer.Start);
        byte[] received = await ReadAsync(pipe.Reader, (int)first.Buffer.Length);
        FileChangedException told = (await Assert.ThrowsAsync<FileChangedException>(() => sending))!;
        await pipe.Writer.CompleteAsync();
        byte[] rest = await ReadAsync(pipe.Reader, 4 * Window);

        byte[] all = [.. received, .. rest];
        Assert.That(told.BytesSent, Is.EqualTo(all.Length));
        Assert.That(all.AsSpan(0, s_header.Length).SequenceEqual(s_header) && FileContent.Matches(all.AsSpan(s_header.Length), 1, 0), "only what the file held");
    }

    [Test]
    public async Task A_reader_that_has_gone_ends_the_operation()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 4 * Window);
        Pipe pipe = new();
        Task<long> sending = FileSender.Create().SendAsync(pipe.Writer, [file.Whole()]).AsTask();
        _ = await pipe.Reader.ReadAsync();
        await pipe.Reader.CompleteAsync();

        SendException told = (await Assert.ThrowsAsync<SendException>(() => sending))!;
        Assert.That(told.BytesSent, Is.EqualTo(64 * 1024), "one flush was on its way");
        Assert.That(told.Message, Does.Contain("reader"));
    }

    [Test]
    public async Task A_cancelled_flush_and_a_cancelled_token_leave_the_count_true([Values] bool byToken)
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 4 * Window);
        using CancellationTokenSource cancel = new();
        Pipe pipe = new();
        Task<long> sending = FileSender.Create().SendAsync(pipe.Writer, [file.Whole()], cancel.Token).AsTask();
        ReadResult first = await pipe.Reader.ReadAsync();
        long inPipe = first.Buffer.Length;
        pipe.Reader.AdvanceTo(first.Buffer.Start);
        Assert.That(sending.IsCompleted, Is.False, "it waits for the reader");
        if (byToken)
        {
            await cancel.CancelAsync();
        }
        else
        {
            pipe.Writer.CancelPendingFlush();
        }

        Assert.That((await Assert.ThrowsAsync<SendCanceledException>(() => sending))!.BytesSent, Is.EqualTo(inPipe));
    }

    [Test]
    public async Task A_range_past_the_end_is_refused_before_the_first_byte()
    {
        using SendFixture test = new();
        using MappedFile file = test.Open(1, 1000);
        Pipe pipe = new();
        Assert.That(() => FileSender.Create().SendAsync(pipe.Writer, [s_header, file.Range(900, 101)]).AsTask(), Throws.ArgumentException.With.Message.Contains("1,001"));
        await pipe.Writer.CompleteAsync();
        Assert.That(await ReadAsync(pipe.Reader, 1), Is.Empty);
    }

    /// <summary>Reads so many bytes, a little at a time, or fewer if the writer ends before.</summary>
    private static async Task<byte[]> ReadAsync(PipeReader reader, int length)
    {
        const int AtOnce = 5000;
        ArrayBufferWriter<byte> bytes = new();
        while (bytes.WrittenCount < length)
        {
            ReadResult result = await reader.ReadAsync();
            ReadOnlySequence<byte> some = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, Math.Min(AtOnce, length - bytes.WrittenCount)));
            foreach (ReadOnlyMemory<byte> piece in some)
            {
                bytes.Write(piece.Span);
            }

            reader.AdvanceTo(some.End);
            if (result.IsCompleted && some.IsEmpty)
            {
                break;
            }
        }

        return bytes.WrittenSpan.ToArray();
    }
}
