using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class MappedFileStreamTests
{
    private const int Size = TestCache.WindowSize;

    // The oracle is a MemoryStream over the same bytes. Catches: wrong offsets within and across windows, a position
    // that is not moved or moved too far, ends that are missed.
    [Test]
    public async Task It_does_what_a_memory_stream_does([Values(1, 2, 3)] int slots)
    {
        const int Length = (5 * Size) + 123;
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        using TestCache test = TestCache.Create(slots);
        test.Memory.Add("file", 1, Length);
        using Stream stream = test.Cache.Open("file").AsStream();
        using MemoryStream oracle = new(FileContent.Of(1, Length), writable: false);
        for (int step = 0; step < 3_000; step++)
        {
            int count = random.Next(2) == 0 ? random.Next(20) : random.Next(2 * Size);
            byte[] ours = new byte[count], theirs = new byte[count];
            switch (random.Next(7))
            {
                case 0:
                    long target = random.Next(Length + 100);
                    Assert.That(stream.Seek(target, SeekOrigin.Begin), Is.EqualTo(oracle.Seek(target, SeekOrigin.Begin)));
                    break;
                case 1:
                    long back = -random.Next((int)Math.Min(Length, oracle.Position) + 1);
                    Assert.That(stream.Seek(back, SeekOrigin.Current), Is.EqualTo(oracle.Seek(back, SeekOrigin.Current)));
                    break;
                case 2:
                    Assert.That(stream.Seek(-count, SeekOrigin.End), Is.EqualTo(oracle.Seek(-count, SeekOrigin.End)));
                    break;
                case 3:
                    Assert.That(stream.ReadByte(), Is.EqualTo(oracle.ReadByte()));
                    break;
                case 4:
                    Assert.That(stream.Read(ours, 0, count), Is.EqualTo(oracle.Read(theirs, 0, count)));
                    break;
                case 5:
                    Assert.That(stream.ReadAtLeast(ours, count, throwOnEndOfStream: false), Is.EqualTo(oracle.Read(theirs)));
                    break;
                default:
                    Assert.That(await stream.ReadAtLeastAsync(ours, count, throwOnEndOfStream: false), Is.EqualTo(oracle.Read(theirs)));
                    break;
            }

            Assert.That(ours, Is.EqualTo(theirs), $"step {step}");
            Assert.That((stream.Position, stream.Length), Is.EqualTo((oracle.Position, oracle.Length)), $"step {step}");
            Assert.That(test.Statistics.SlotsInUse, Is.Zero, "nothing is held between calls");
        }
    }

    [Test]
    public async Task Copies_begin_at_the_position_and_end_with_the_file([Values(1, 2)] int slots, [Values] bool async)
    {
        using TestCache test = TestCache.Create(slots);
        using Stream stream = test.OpenNew(1, 4).AsStream();
        foreach (int start in (int[])[0, 1, Size, (4 * Size) - 1, 4 * Size, 9 * Size])
        {
            stream.Position = start;
            using MemoryStream copy = new();
            if (async)
            {
                await stream.CopyToAsync(copy);
            }
            else
            {
                stream.CopyTo(copy);
            }

            Assert.That(FileContent.Matches(copy.ToArray(), 1, start));
            Assert.That((copy.Length, stream.Position), Is.EqualTo((Math.Max(0, (4 * Size) - start), Math.Max(4 * Size, start))));
        }
    }

    // Catches: a copy through a buffer, and a window that is not held while it is written.
    [Test]
    public async Task Copies_write_the_windows_themselves([Values] bool async)
    {
        using TestCache test = TestCache.Create(1);
        using Stream stream = test.OpenNew(1, 3).AsStream();
        stream.Position = 10;
        WindowWatcher watcher = new(test);
        await (async ? stream.CopyToAsync(watcher) : Task.Run(() => stream.CopyTo(watcher)));

        Assert.That(watcher.Lengths, Is.EqualTo((int[])[Size - 10, Size, Size]));
        Assert.That(test.Statistics.SlotsInUse, Is.Zero);
    }

    // Catches: tasks or buffers that are made for each read of what is mapped, and windows that are acquired twice.
    [Test]
    public void Reading_what_is_mapped_completes_at_once_and_allocates_nothing()
    {
        const int Reads = 100;
        using TestCache test = TestCache.Create(2);
        using Stream stream = test.OpenNew(1, 1).AsStream();
        byte[] buffer = new byte[16];
        Memory<byte> memory = buffer;
        _ = stream.ReadByte();
        Assert.That(Run(), Is.EqualTo(Reads), "all complete at once");
        long hits = test.Statistics.Hits;
        int calls = test.Probe.Calls;
        stream.Position = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        int completed = Run();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That((completed, allocated), Is.EqualTo((Reads, 0L)));
        Assert.That(test.Statistics.Hits - hits, Is.EqualTo(2 * Reads), "one acquire for each read");
        Assert.That(test.Probe.Calls, Is.EqualTo(calls));

        int Run()
        {
            int atOnce = 0;
            for (int i = 0; i < Reads; i++)
            {
                atOnce += ReadAtOnce(stream.ReadAsync(memory)) == buffer.Length && stream.Read(memory.Span) == buffer.Length ? 1 : 0;
            }

            return atOnce;
        }
    }

    // Catches: a stream that asks for the length at every read, or never.
    [Test]
    public void The_length_is_asked_for_once_a_window()
    {
        using TestCache test = TestCache.Create(4);
        using MappedFile file = test.OpenNew(1, 4);
        TestCache.Touch(file, 0, 1, 2, 3);
        using Stream stream = file.AsStream(leaveOpen: true);
        int calls = test.Probe.Calls;
        byte[] buffer = new byte[Size / 8];
        for (int i = 0; i < 4 * 8; i++)
        {
            stream.ReadExactly(buffer);
        }

        Assert.That(test.Probe.Calls - calls, Is.EqualTo(4));
    }

    // Catches: an asynchronous read that calls the system, or waits for a slot, on the caller's thread.
    [Test]
    public async Task Reading_what_is_not_mapped_holds_up_no_thread_and_can_be_cancelled()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 2);
        using Stream stream = file.AsStream(leaveOpen: true);
        using CancellationTokenSource cancel = new();
        WindowLease held = await file.AcquireAsync(Size);
        Task<int> cancelled = stream.ReadAsync(new byte[10], cancel.Token).AsTask();
        WaitingTests.UntilWaiting(test, 1);
        await cancel.CancelAsync();
        Assert.That(async () => await cancelled, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(stream.Position, Is.Zero);

        byte[] buffer = new byte[10];
        Task<int> patient = stream.ReadAsync(buffer).AsTask();
        WaitingTests.UntilWaiting(test, 1);
        held.Dispose();
        Assert.That(await patient, Is.EqualTo(10));
        Assert.That(FileContent.Matches(buffer, 1, 0));
        Assert.That(async () => await stream.ReadAsync(buffer, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>(), "also of what is mapped");
    }

    // Catches: a length that is kept from the opening, in both directions.
    [Test]
    public async Task It_sees_what_is_added_and_ends_where_the_file_was_cut([Values] bool async)
    {
        using TestCache test = TestCache.Create(2);
        MemoryFile.Facts facts = test.Memory.Add("file", 1, 100);
        using Stream stream = test.Cache.Open("file").AsStream();
        byte[] buffer = new byte[4 * Size];
        Assert.That(await ReadAsync(), Is.EqualTo(100));
        Assert.That(await ReadAsync(), Is.Zero);

        facts.SetLength(Size + 50);
        Assert.That(stream.Length, Is.EqualTo(Size + 50));
        Assert.That(await ReadAsync(), Is.EqualTo(Size - 50));
        Assert.That(FileContent.Matches(buffer.AsSpan(0, Size - 50), 1, 100));
        Assert.That(await ReadAsync(), Is.Zero);

        facts.SetLength(3 * Size);
        stream.Position = Size - 10;
        Assert.That(stream.ReadByte(), Is.Not.EqualTo(-1), "it is in the first window");
        facts.SetLength(Size + 20);
        stream.Position = Size;
        Assert.That(await ReadAsync(), Is.EqualTo(20), "and comes to the second, which was cut meanwhile");

        async Task<int> ReadAsync()
        {
            int total = 0, read;
            do
            {
                total += read = async ? await stream.ReadAsync(buffer.AsMemory(total)) : stream.Read(buffer, total, buffer.Length - total);
            }
            while (read > 0);
            return total;
        }
    }

    // Fault: the second window cannot be mapped. Catches bytes of the first that are lost to the exception.
    [Test]
    public void What_was_read_before_a_fault_is_given_and_the_fault_told_next()
    {
        using TestCache test = TestCache.Create(2);
        using Stream stream = test.OpenNew(1, 2).AsStream();
        test.Probe.BeforeMap = (_, offset) => offset == Size ? new OsError(OsErrorKind.Other, 5) : OsError.None;
        byte[] buffer = new byte[2 * Size];

        Assert.That(stream.Read(buffer), Is.EqualTo(Size));
        Assert.That(() => stream.Read(buffer), Throws.TypeOf<MappingException>());
        Assert.That(async () => await stream.ReadAsync(buffer), Throws.TypeOf<MappingException>());
        Assert.That(stream.Position, Is.EqualTo(Size));
    }

    [Test]
    public void Arguments_are_checked_as_the_runtimes_own_streams_do()
    {
        using TestCache test = TestCache.Create(1);
        using Stream stream = test.OpenNew(1, 1).AsStream();
        byte[] buffer = new byte[10];

        Assert.That((stream.CanRead, stream.CanSeek, stream.CanWrite, stream.CanTimeout), Is.EqualTo((true, true, false, false)));
        Assert.That(() => stream.Read(null!, 0, 1), Throws.ArgumentNullException);
        Assert.That(() => stream.Read(buffer, 5, 6), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => stream.ReadAsync(buffer, -1, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => stream.Position = -1, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => stream.Seek(-1, SeekOrigin.Begin), Throws.TypeOf<IOException>());
        Assert.That(() => stream.Seek(-Size - 1, SeekOrigin.End), Throws.TypeOf<IOException>());
        Assert.That(() => stream.Seek(0, (SeekOrigin)3), Throws.ArgumentException);
        Assert.That(() => stream.CopyTo(null!), Throws.ArgumentNullException);
        Assert.That(() => stream.CopyToAsync(new MemoryStream(buffer, writable: false)), Throws.TypeOf<NotSupportedException>());
        Assert.That(() => stream.Write(buffer, 0, 1), Throws.TypeOf<NotSupportedException>());
        Assert.That(async () => await stream.WriteAsync(buffer), Throws.TypeOf<NotSupportedException>());
        Assert.That(() => stream.SetLength(1), Throws.TypeOf<NotSupportedException>());
        stream.Position = long.MaxValue;
        Assert.That(() => stream.Seek(1, SeekOrigin.Current), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That((stream.ReadByte(), stream.Read([])), Is.EqualTo((-1, 0)));
    }

    [Test]
    public void Disposed_it_refuses_and_closes_the_handle_unless_it_is_to_stay_open([Values] bool leaveOpen)
    {
        using TestCache test = TestCache.Create(1);
        MemoryFile.Facts facts = test.Memory.Add("file", 1, Size);
        using MappedFile file = test.Cache.Open("file");
        Stream stream = file.AsStream(leaveOpen);
        stream.Dispose();
        stream.Dispose();

        Assert.That((stream.CanRead, stream.CanSeek), Is.EqualTo((false, false)));
        Assert.That(() => stream.ReadByte(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(async () => await stream.ReadAsync(new byte[1]), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => stream.Position, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => stream.Length, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => stream.Seek(0, SeekOrigin.Begin), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => stream.CopyTo(Stream.Null), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(facts.Open, Is.EqualTo(leaveOpen ? 1 : 0));
        file.Dispose();
        Assert.That(() => file.AsStream(), Throws.TypeOf<ObjectDisposedException>());
    }

    private static int ReadAtOnce(ValueTask<int> read) => read.IsCompletedSuccessfully ? read.Result : -1;

    /// <summary>Looks at what is written into it: bytes of a slot, which is held just then.</summary>
    private sealed class WindowWatcher(TestCache test) : MemoryStream
    {
        public List<int> Lengths { get; } = [];

        public override void Write(ReadOnlySpan<byte> buffer) => Look(buffer);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Look(buffer.Span);
            return ValueTask.CompletedTask;
        }

        private unsafe void Look(ReadOnlySpan<byte> bytes)
        {
            ReadOnlySpan<byte> slot = new(test.Memory.Base, Size);
            Assert.That(bytes.Overlaps(slot), "the window itself");
            Assert.That(test.Statistics.SlotsInUse, Is.EqualTo(1));
            Lengths.Add(bytes.Length);
        }
    }
}
