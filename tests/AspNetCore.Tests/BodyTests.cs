using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using MappingCache.Tests.Support;

namespace MappingCache.AspNetCore.Tests;

/// <summary>Bodies that do not go through in one go. There is one slot only: whoever held it while waiting for a client would stop all others.</summary>
internal sealed class BodyTests : ServerFixture
{
    private const int Length = 8 * WindowSize;

    protected override int SlotCount => 1;

    [Test]
    [CancelAfter(30_000)]
    public async Task ASlowClientHoldsNoSlot()
    {
        byte[] file = Folder.Write("file", Length);
        byte[] other = Folder.Write("other", Length, seed: 2);
        BodyGate gate = new(flushes: 3);
        await StartAsync(around: gate.AroundAsync);
        Task<byte[]> slow = Client.GetByteArrayAsync("/file", Deadline);
        await gate.Reached.WaitAsync(Deadline);
        Assert.That(Cache.GetStatistics().SlotsInUse, Is.Zero);
        Assert.That(await Client.GetByteArrayAsync("/other", Deadline), Is.EqualTo(other));
        gate.Open();
        Assert.That(await slow, Is.EqualTo(file));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task AFileCutShortBreaksTheConnection()
    {
        Folder.Write("file", Length);
        BodyGate gate = new(flushes: 2);
        await StartAsync(around: gate.AroundAsync);
        Task<byte[]> body = Client.GetByteArrayAsync("/file", Deadline);
        await gate.Reached.WaitAsync(Deadline);

        // Nothing is being read while the gate is closed.
        Cut(Length / 2);
        gate.Open();
        Assert.That(async () => await body, Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    [CancelAfter(30_000)]
    [LinuxOnly("Windows lets nobody replace a file that is open.")]
    public async Task AFileThatLosesItsNameIsSentAsItWas([Values(true, false)] bool isReplaced)
    {
        byte[] file = Folder.Write("file", Length);
        byte[] other = Folder.Write("other", Length, seed: 2);
        BodyGate gate = new(flushes: 2);
        await StartAsync(around: gate.AroundAsync);
        Task<byte[]> body = Client.GetByteArrayAsync("/file", Deadline);
        await gate.Reached.WaitAsync(Deadline);
        if (isReplaced)
        {
            File.Move(Folder.PathOf("other"), Folder.PathOf("file"), overwrite: true);
        }
        else
        {
            File.Delete(Folder.PathOf("file"));
        }

        gate.Open();
        Assert.That(await body, Is.EqualTo(file));
        using HttpResponseMessage next = await GetAsync("/file");
        Assert.That(next.StatusCode, Is.EqualTo(isReplaced ? HttpStatusCode.OK : HttpStatusCode.NotFound));
        Assert.That(await next.Content.ReadAsByteArrayAsync(Deadline), isReplaced ? Is.EqualTo(other) : Is.Empty);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task AFileThatIsRewrittenBreaksTheConnection()
    {
        Folder.Write("file", Length);
        BodyGate gate = new(flushes: 2);
        await StartAsync(around: gate.AroundAsync);
        Task<byte[]> body = Client.GetByteArrayAsync("/file", Deadline);
        await gate.Reached.WaitAsync(Deadline);
        await using (FileStream stream = new(Folder.PathOf("file"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            stream.Position = Length - 1;
            stream.WriteByte(1);
        }

        gate.Open();
        Assert.That(async () => await body, Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task WithoutAFreeSlotABodyWaitsWithoutAThread()
    {
        byte[] bytes = Folder.Write("file", 2 * WindowSize);
        byte[] other = Folder.Write("other", 10);
        using MappedFile file = Cache.Open(Folder.PathOf("file"));
        using MappedFile held = Cache.Open(Folder.PathOf("other"));
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
        WindowLease lease = await held.AcquireAsync(0, Deadline);
        Assert.That(lease.Memory.ToArray(), Is.EqualTo(other));

        // It comes back, though it has copied nothing yet: whoever called goes on.
        Task<BodyOutcome> copy = WindowBody.CopyAsync(file, file.Version, looks: true, new ByteRange(5, WindowSize), pipe.Writer, metrics: null, Deadline).AsTask();
        Assert.That(copy.IsCompleted, Is.False);
        ((IDisposable)lease).Dispose();
        Assert.That(await copy, Is.EqualTo(BodyOutcome.Complete));
        ReadResult read = await pipe.Reader.ReadAtLeastAsync(WindowSize, Deadline);
        Assert.That(read.Buffer.ToArray(), Is.EqualTo(bytes[5..(WindowSize + 5)]));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task AClientThatBreaksOffLeavesNothing()
    {
        Folder.Write("file", 64 << 20);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartAsync(around: async (context, next) =>
        {
            try
            {
                await next(context);
                ended.SetResult();
            }
            catch (Exception exception)
            {
                ended.SetException(exception);
                throw;
            }
        });
        using RawClient client = await RawClient.ConnectAsync(Server.Address, Deadline);
        await client.RequestAsync("/file", Deadline);
        Assert.That(await client.ReceiveAsync(new byte[100], Deadline), Is.Positive);
        client.Reset();
        await ended.Task.WaitAsync(Deadline);
        Assert.That(Cache.GetStatistics().SlotsInUse, Is.Zero);
    }

    [TestCase(10_000)]
    [TestCase(40_000)]
    [CancelAfter(30_000)]
    public async Task AClientThatBreaksOffAShortBodyIsNotWaitedFor(int length)
    {
        Folder.Write("file", length);
        BodyGate gate = new(flushes: 1);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartAsync(around: async (context, next) =>
        {
            TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await using CancellationTokenRegistration registration = context.RequestAborted.Register(gone.SetResult);
            Task answer = gate.AroundAsync(context, next);
            await gone.Task.WaitAsync(Deadline);
            gate.Open();
            await answer;
            ended.SetResult();
        });
        using RawClient client = await RawClient.ConnectAsync(Server.Address, Deadline);
        await client.RequestAsync("/file", Deadline);
        await gate.Reached.WaitAsync(Deadline);
        client.Reset();
        await ended.Task.WaitAsync(Deadline);
        Assert.That(Cache.GetStatistics().SlotsInUse, Is.Zero);
    }

    [Test]
    public async Task ACutIsTold([Values(0, 1, WindowSize, (2 * WindowSize) + 1)] int cut)
    {
        Folder.Write("file", Length);
        using MappedFile file = Cache.Open(Folder.PathOf("file"));
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));

        // It runs up to its first flush, which waits for the reader.
        Task<BodyOutcome> copy = CopyAsync();
        Assert.That(copy.IsCompleted, Is.False);
        Cut(cut);
        long received = 0;
        for (bool ended = false; !ended;)
        {
            ReadResult read = await pipe.Reader.ReadAsync(Deadline);
            received += read.Buffer.Length;
            ended = read.IsCompleted;
            pipe.Reader.AdvanceTo(read.Buffer.End);
        }

        Assert.That(await copy, Is.EqualTo(BodyOutcome.FileChanged));
        Assert.That(received, Is.EqualTo(WindowSize), "what was sent before the cut, and nothing after it");

        async Task<BodyOutcome> CopyAsync()
        {
            BodyOutcome outcome = await WindowBody.CopyAsync(file, file.Version, looks: true, new ByteRange(0, Length), pipe.Writer, metrics: null, Deadline).AsTask();
            await pipe.Writer.CompleteAsync();
            return outcome;
        }
    }

    [Test]
    public async Task AReaderThatHasGoneEndsTheCopy()
    {
        Folder.Write("file", Length);
        using MappedFile file = Cache.Open(Folder.PathOf("file"));
        Pipe pipe = new();
        await pipe.Reader.CompleteAsync();
        Assert.That(
            await WindowBody.CopyAsync(file, file.Version, looks: true, new ByteRange(0, Length), pipe.Writer, metrics: null, Deadline).AsTask(),
            Is.EqualTo(BodyOutcome.ReaderGone));
    }

    [Test]
    public async Task APieceIsBounded()
    {
        byte[] bytes = Folder.Write("file", Length);
        using MappedFile file = Cache.Open(Folder.PathOf("file"));
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        Task<BodyOutcome> copy = WindowBody.CopyAsync(file, file.Version, looks: true, new ByteRange(7, WindowBody.PieceSize * 2), pipe.Writer, metrics: null, Deadline).AsTask();
        ReadResult read = await pipe.Reader.ReadAsync(Deadline);
        Assert.That(read.Buffer.Length, Is.EqualTo(WindowSize - 7));
        Assert.That(read.Buffer.FirstSpan[0], Is.EqualTo(bytes[7]));
        await pipe.Reader.CompleteAsync();
        Assert.That(await copy, Is.EqualTo(BodyOutcome.ReaderGone));
    }

    // Linux cuts a file whatever is mapped of it. Windows refuses as long as something is, as after some seconds nothing is.
    private void Cut(long length)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.That(() => SetLength(length), Throws.InstanceOf<IOException>());
            Cache.Trim(0);
        }

        SetLength(length);
    }

    private void SetLength(long length)
    {
        using FileStream stream = new(Folder.PathOf("file"), FileMode.Open, FileAccess.Write);
        stream.SetLength(length);
    }
}
