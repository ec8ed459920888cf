using System.Buffers;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class SequenceLeaseTests
{
    private const int Size = TestCache.WindowSize;

    // Catches: segments in the wrong order or with wrong running indexes, a last window that is not cut to the range.
    [TestCase(0, 3 * Size)]
    [TestCase(5, 2 * Size)]
    [TestCase(Size - 1, 2)]
    [TestCase(Size, Size)]
    [TestCase(100, 50)]
    [TestCase(2 * Size, 9 * Size)]
    [TestCase(0, long.MaxValue)]
    public async Task A_range_comes_as_one_sequence(long offset, long length)
    {
        using TestCache test = TestCache.Create(3);
        using MappedFile file = test.OpenNew(1, 3);
        using SequenceLease lease = await file.AcquireSequenceAsync(offset, length);

        long expected = Math.Min(length, (3 * Size) - offset);
        Assert.That((lease.Length, lease.Sequence.Length), Is.EqualTo((expected, expected)));
        Assert.That(FileContent.Matches(lease.Sequence.ToArray(), 1, offset));
        foreach (ReadOnlyMemory<byte> segment in lease.Sequence)
        {
            Assert.That(FileContent.Matches(segment.Span, 1, offset), "the window, not a copy of another");
            offset += segment.Length;
        }
    }

    [TestCase(0, 0)]
    [TestCase(Size, 10)]
    [TestCase(long.MaxValue, long.MaxValue)]
    public async Task Nothing_is_held_for_a_range_of_nothing(long offset, long length)
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        using SequenceLease lease = await file.AcquireSequenceAsync(offset, length);

        Assert.That((lease.Length, lease.Sequence.IsEmpty), Is.EqualTo((0L, true)));
        Assert.That(test.Statistics.SlotsInUse, Is.Zero);
    }

    [Test]
    public void Negative_ranges_are_refused()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        Assert.That(() => file.AcquireSequenceAsync(-1, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => file.AcquireSequenceAsync(0, -1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    // Catches: further windows that wait, which with one slot would wait for ever.
    [Test]
    public async Task It_ends_where_no_slot_can_be_had_and_goes_on_from_there([Values(1, 2, 3)] int slots)
    {
        using TestCache test = TestCache.Create(slots);
        using MappedFile file = test.OpenNew(1, 7);
        long offset = 0;
        while (offset < 7 * Size)
        {
            using SequenceLease lease = await file.AcquireSequenceAsync(offset, long.MaxValue);
            Assert.That(lease.Length, Is.EqualTo(Math.Min(slots * Size, (7 * Size) - offset)));
            Assert.That(FileContent.Matches(lease.Sequence.ToArray(), 1, offset));
            offset += lease.Length;
        }
    }

    // Catches: further windows that wait while slots are held. Both would then hold one slot of two and want the other.
    [Test]
    public async Task Two_that_want_more_slots_than_there_are_do_not_wait_for_each_other()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 40);
        await Task.WhenAll(ReadAsync(0), ReadAsync(20)).WaitAsync(TimeSpan.FromSeconds(30));

        Task ReadAsync(int from) => Task.Run(async () =>
        {
            for (long offset = from * Size, end = (from + 20) * Size; offset < end;)
            {
                using SequenceLease lease = await file.AcquireSequenceAsync(offset, end - offset);
                Assert.That(lease.Length, Is.GreaterThan(0));
                Assert.That(FileContent.Matches(lease.Sequence.ToArray(), 1, offset));
                offset += lease.Length;
            }
        });
    }

    // Catches: leases that are not disposed with the sequence, and memory that shows what the slots map next.
    [Test]
    public async Task Disposing_gives_every_slot_back_and_memory_is_refused_after_it()
    {
        using TestCache test = TestCache.Create(3);
        using MappedFile file = test.OpenNew(1, 6);
        SequenceLease lease = await file.AcquireSequenceAsync(0, 3 * Size);
        ReadOnlySequence<byte> kept = lease.Sequence;
        Assert.That(test.Statistics.SlotsInUse, Is.EqualTo(3));
        lease.Dispose();
        lease.Dispose();

        Assert.That(test.Statistics.SlotsInUse, Is.Zero);
        TestCache.Touch(file, 3, 4, 5);
        Assert.That(() => lease.Sequence, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => kept.ToArray(), Throws.TypeOf<ObjectDisposedException>());
        SequencePosition position = kept.Start;
        while (kept.TryGet(ref position, out ReadOnlyMemory<byte> memory))
        {
            Assert.That(() => memory.Span.Length, Throws.TypeOf<ObjectDisposedException>());
        }
    }

    // Catches: a length that is taken once, at the beginning.
    [Test]
    public async Task Bytes_that_were_added_are_seen()
    {
        using TestCache test = TestCache.Create(3);
        MemoryFile.Facts facts = test.Memory.Add("file", 1, 100);
        using MappedFile file = test.Cache.Open("file");
        facts.SetLength(Size + 50);
        using SequenceLease lease = await file.AcquireSequenceAsync(0, long.MaxValue);

        Assert.That(lease.Length, Is.EqualTo(Size + 50));
        Assert.That(FileContent.Matches(lease.Sequence.ToArray(), 1, 0));
    }

    // Fault: the second window cannot be mapped. Catches a first window that is leaked, or lost to the caller.
    [Test]
    public async Task A_window_that_cannot_be_mapped_ends_it_and_throws_when_it_is_the_first()
    {
        using TestCache test = TestCache.Create(3);
        using MappedFile file = test.OpenNew(1, 3);
        test.Probe.BeforeMap = (_, offset) => offset == Size ? new OsError(OsErrorKind.Other, 5) : OsError.None;
        using (SequenceLease lease = await file.AcquireSequenceAsync(0, 3 * Size))
        {
            Assert.That(lease.Length, Is.EqualTo(Size));
        }

        Assert.That(async () => await file.AcquireSequenceAsync(Size, Size), Throws.TypeOf<MappingException>());
        Assert.That(test.Statistics.SlotsInUse, Is.Zero);
    }

    // Catches: windows that are leaked when it is cancelled, before the first or after it.
    [Test]
    public async Task Cancelled_it_holds_nothing([Values] bool whileItWaits)
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 4);
        using CancellationTokenSource cancel = new();
        if (whileItWaits)
        {
            WindowLease first = await file.AcquireAsync(0), second = await file.AcquireAsync(Size);
            Task waiting = file.AcquireSequenceAsync(2 * Size, Size, cancel.Token).AsTask();
            WaitingTests.UntilWaiting(test, 1);
            await cancel.CancelAsync();
            Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
            first.Dispose();
            second.Dispose();
        }
        else
        {
            test.Probe.BeforeMap = (_, _) =>
            {
                cancel.Cancel();
                return OsError.None;
            };
            Assert.That(async () => await file.AcquireSequenceAsync(0, 2 * Size, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        }

        Assert.That(test.Statistics.SlotsInUse, Is.Zero);
    }

    // Catches: a mapping of a further window on the caller's thread, which may read the disk.
    [Test]
    public async Task Further_windows_are_mapped_by_another_thread()
    {
        using TestCache test = TestCache.Create(3);
        using MappedFile file = test.OpenNew(1, 3);
        TestCache.Touch(file, 0);
        using ManualResetEventSlim go = new();
        int mapper = 0;
        test.Probe.BeforeMap = (_, _) =>
        {
            mapper = Environment.CurrentManagedThreadId;
            go.Wait();
            return OsError.None;
        };

        ValueTask<SequenceLease> pending = file.AcquireSequenceAsync(0, 2 * Size);
        Assert.That(pending.IsCompleted, Is.False);
        int caller = Environment.CurrentManagedThreadId;
        go.Set();
        using SequenceLease lease = await pending;
        Assert.That(mapper, Is.Not.EqualTo(caller));
    }

    [Test]
    public async Task What_is_mapped_completes_at_once_without_a_call()
    {
        using TestCache test = TestCache.Create(3);
        using MappedFile file = test.OpenNew(1, 3);
        TestCache.Touch(file, 0, 1, 2);
        int calls = test.Probe.Calls;
        ValueTask<SequenceLease> pending = file.AcquireSequenceAsync(10, 2 * Size);

        Assert.That(pending.IsCompletedSuccessfully);
        (await pending).Dispose();
        Assert.That(test.Probe.Calls, Is.EqualTo(calls));
    }
}
