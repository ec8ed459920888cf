using System.Buffers;
using System.IO.Pipelines;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class MappedFilePipeReaderTests
{
    private const int Size = TestCache.WindowSize;

    // The oracle is the content itself. Catches: bytes that are skipped or given twice, rests that are not given together
    // with what follows, waiting while slots are held (which with one slot would be for ever).
    [Test]
    public async Task Whatever_is_consumed_and_examined_the_bytes_come_in_order([Values(1, 2, 3)] int slots)
    {
        const int Length = (9 * Size) + 17;
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        using TestCache test = TestCache.Create(slots);
        test.Memory.Add("file", 1, Length);
        for (int round = 0; round < 100; round++)
        {
            PipeReader reader = test.Cache.Open("file").AsPipeReader();
            long at = 0, seen = 0;
            while (true)
            {
                ReadResult result = random.Next(3) > 0 || !reader.TryRead(out ReadResult now) ? await reader.ReadAsync() : now;
                ReadOnlySequence<byte> buffer = result.Buffer;
                Assert.That(FileContent.Matches(buffer.ToArray(), 1, at), $"round {round}, at {at}");
                Assert.That(result.IsCompleted || at + buffer.Length > seen, "a read gives more than was examined");
                if (result.IsCompleted && buffer.IsEmpty)
                {
                    break;
                }

                long consumed = random.Next(3) == 0 ? buffer.Length : random.Next((int)buffer.Length + 1);
                long examined = result.IsCompleted || random.Next(2) == 0 ? buffer.Length : random.NextInt64(consumed, buffer.Length + 1);
                consumed = result.IsCompleted ? buffer.Length : consumed;
                seen = at + examined;
                at += consumed;
                reader.AdvanceTo(buffer.GetPosition(consumed), buffer.GetPosition(examined));
            }

            Assert.That(at, Is.EqualTo(Length));
            await reader.CompleteAsync();
            Assert.That(test.Statistics.SlotsInUse, Is.Zero);
        }
    }

    // Catches: a copy where a window could be given, and more acquires than windows.
    [Test]
    public async Task Buffers_are_the_windows_themselves_each_acquired_once()
    {
        using TestCache test = TestCache.Create(3);
        using MappedFile file = test.OpenNew(1, 3);
        TestCache.Touch(file, 0, 1, 2);
        long hits = test.Statistics.Hits;
        PipeReader reader = file.AsPipeReader(offset: 100, leaveOpen: true);
        ReadResult result = await reader.ReadAsync();
        Assert.That((result.Buffer.Length, LiesInASlot(test, result.Buffer)), Is.EqualTo((Size - 100L, true)));
        reader.AdvanceTo(result.Buffer.GetPosition(Size - 110), result.Buffer.End);

        result = await reader.ReadAsync();
        Assert.That((result.Buffer.Length, LiesInASlot(test, result.Buffer)), Is.EqualTo((Size + 10L, true)), "the rest and the next window together");
        Assert.That(result.Buffer.IsSingleSegment, Is.False);
        Assert.That(FileContent.Matches(result.Buffer.ToArray(), 1, Size - 10));
        reader.AdvanceTo(result.Buffer.End);
        Assert.That(test.Statistics.SlotsInUse, Is.Zero, "all consumed, nothing held");

        Assert.That(reader.TryRead(out result), "a window that is mapped");
        reader.AdvanceTo(result.Buffer.End);
        Assert.That(test.Statistics.Hits - hits, Is.EqualTo(3));
        Assert.That(reader.TryRead(out result) && result is { IsCompleted: true, Buffer.IsEmpty: true });
        await reader.CompleteAsync();
    }

    // Catches: a reader that takes another window although its consumer has not looked at all of this one.
    [Test]
    public async Task What_was_not_examined_comes_again_without_another_window()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0, 1);
        PipeReader reader = file.AsPipeReader(leaveOpen: true);
        ReadResult result = await reader.ReadAsync();
        foreach (int examined in (int[])[10, Size - 11])
        {
            reader.AdvanceTo(result.Buffer.GetPosition(10), result.Buffer.GetPosition(examined));
            result = await reader.ReadAsync();
            Assert.That(test.Statistics.SlotsInUse, Is.EqualTo(1));
        }

        Assert.That(result.Buffer.Length, Is.EqualTo(Size - 20));
        Assert.That(FileContent.Matches(result.Buffer.ToArray(), 1, 20));
        await reader.CompleteAsync();
    }

    // Catches: a rest that is held while its reader waits for the next window, and one that is lost when it is copied.
    [Test]
    public async Task A_rest_whose_slot_is_needed_is_copied()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 4);
        PipeReader reader = file.AsPipeReader(leaveOpen: true);
        ReadResult result = await reader.ReadAsync();
        ReadOnlyMemory<byte> early = result.Buffer.First;
        for (int window = 1; window < 4; window++)
        {
            reader.AdvanceTo(result.Buffer.GetPosition(10), result.Buffer.End);
            result = await reader.ReadAsync();
            Assert.That(result.Buffer.Length, Is.EqualTo(((window + 1) * Size) - (10 * window)));
            Assert.That(FileContent.Matches(result.Buffer.ToArray(), 1, 10 * window));
        }

        Assert.That(() => early.Span.Length, Throws.TypeOf<ObjectDisposedException>());
        reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        result = await reader.ReadAsync();
        Assert.That((result.IsCompleted, result.Buffer.Length), Is.EqualTo((true, (4L * Size) - 30)), "the end, and what is left");
        await reader.CompleteAsync();
    }

    // Catches: two that each hold a rest and wait for the other's slot.
    [Test]
    public async Task Readers_with_rests_do_not_wait_for_each_other([Values(1, 2)] int slots)
    {
        using TestCache test = TestCache.Create(slots);
        using MappedFile file = test.OpenNew(1, 30);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(ReadAllAsync))).WaitAsync(TimeSpan.FromSeconds(30));

        async Task ReadAllAsync()
        {
            PipeReader reader = file.AsPipeReader(leaveOpen: true);
            long at = 0;
            while (await reader.ReadAtLeastAsync(1000) is { Buffer: { IsEmpty: false } buffer })
            {
                buffer = buffer.Slice(0, Math.Min(1000, buffer.Length));
                Assert.That(FileContent.Matches(buffer.ToArray(), 1, at));
                at += buffer.Length;
                reader.AdvanceTo(buffer.End);
            }

            Assert.That(at, Is.EqualTo(30 * Size));
            await reader.CompleteAsync();
        }
    }

    // Catches: memory of a consumed window that shows what the slot maps now.
    [Test]
    public async Task Memory_is_refused_once_its_window_is_consumed()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 2);
        PipeReader reader = file.AsPipeReader(leaveOpen: true);
        ReadResult result = await reader.ReadAsync();
        ReadOnlySequence<byte> kept = result.Buffer;
        reader.AdvanceTo(kept.End);

        TestCache.Touch(file, 1);
        Assert.That(() => kept.ToArray(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => kept.First.Span.Length, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => reader.AdvanceTo(kept.End), Throws.InvalidOperationException);
        await reader.CompleteAsync();
    }

    // Catches: a read that cannot be ended, one that loses what is held, a cancellation that is told twice.
    [Test]
    public async Task A_pending_read_can_be_cancelled_from_outside_or_by_its_token([Values] bool byToken)
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 3);
        using CancellationTokenSource cancel = new();
        PipeReader reader = file.AsPipeReader(leaveOpen: true);
        ReadResult result = await reader.ReadAsync();
        reader.AdvanceTo(result.Buffer.GetPosition(Size - 5), result.Buffer.End);
        Task<WindowLease> other = file.AcquireAsync(2 * Size).AsTask();
        WaitingTests.UntilWaiting(test, 1);
        Task<ReadResult> pending = reader.ReadAsync(cancel.Token).AsTask();
        WindowLease held = await other;
        WaitingTests.UntilWaiting(test, 1);

        if (byToken)
        {
            await cancel.CancelAsync();
            Assert.That(async () => await pending, Throws.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(cancel.Token));
        }
        else
        {
            reader.CancelPendingRead();
            result = await pending;
            Assert.That((result.IsCanceled, result.Buffer.Length), Is.EqualTo((true, 5L)));
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }

        held.Dispose();
        result = await reader.ReadAsync();
        Assert.That((result.IsCanceled, result.Buffer.Length), Is.EqualTo((false, Size + 5L)));
        Assert.That(FileContent.Matches(result.Buffer.ToArray(), 1, Size - 5));
        await reader.CompleteAsync();
    }

    [Test]
    public async Task A_read_that_is_cancelled_beforehand_says_so_once()
    {
        using TestCache test = TestCache.Create(1);
        PipeReader reader = test.OpenNew(1, 1).AsPipeReader();
        reader.CancelPendingRead();
        Assert.That((await reader.ReadAsync()).IsCanceled);
        Assert.That(async () => await reader.ReadAsync(new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await reader.ReadAsync()).Buffer.Length, Is.EqualTo(Size));
        reader.CancelPendingRead();
        Assert.That(reader.TryRead(out ReadResult result) && result.IsCanceled && result.Buffer.Length == Size);
        Assert.That(reader.TryRead(out result) && !result.IsCanceled, "what was read and not advanced past comes again");
        await reader.CompleteAsync();
    }

    // Catches: an end that is kept once it was reached, and one that is kept from the opening.
    [Test]
    public async Task It_sees_what_is_added_and_ends_where_the_file_was_cut()
    {
        using TestCache test = TestCache.Create(2);
        MemoryFile.Facts facts = test.Memory.Add("file", 1, 100);
        PipeReader reader = test.Cache.Open("file").AsPipeReader();
        Assert.That(await CountAsync(), Is.EqualTo(100));
        facts.SetLength(Size + 50);
        Assert.That(await CountAsync(), Is.EqualTo(Size - 50), "in the same window and the next");
        facts.SetLength(4 * Size);
        ReadResult result = await reader.ReadAsync();
        facts.SetLength(2 * Size);
        reader.AdvanceTo(result.Buffer.End);
        Assert.That(await CountAsync(), Is.Zero);
        await reader.CompleteAsync();

        async Task<long> CountAsync()
        {
            long count = 0;
            while (await reader.ReadAsync() is { IsCompleted: false } read)
            {
                count += read.Buffer.Length;
                reader.AdvanceTo(read.Buffer.End);
            }

            return count;
        }
    }

    // Fault: a window cannot be mapped. Catches a rest that is lost or leaked.
    [Test]
    public async Task A_fault_is_thrown_and_what_is_held_stays()
    {
        using TestCache test = TestCache.Create(2);
        PipeReader reader = test.OpenNew(1, 2).AsPipeReader();
        bool fails = true;
        test.Probe.BeforeMap = (_, offset) => fails && offset == Size ? new OsError(OsErrorKind.Other, 5) : OsError.None;
        ReadResult result = await reader.ReadAsync();
        reader.AdvanceTo(result.Buffer.GetPosition(Size - 5), result.Buffer.End);
        Assert.That(async () => await reader.ReadAsync(), Throws.TypeOf<MappingException>());

        fails = false;
        result = await reader.ReadAsync();
        Assert.That(FileContent.Matches(result.Buffer.ToArray(), 1, Size - 5));
        Assert.That(result.Buffer.Length, Is.EqualTo(Size + 5));
        await reader.CompleteAsync();
    }

    [Test]
    public async Task Positions_that_cannot_be_are_refused()
    {
        using TestCache test = TestCache.Create(1);
        PipeReader reader = test.OpenNew(1, 1).AsPipeReader();
        ReadResult result = await reader.ReadAsync();
        Assert.That(() => reader.AdvanceTo(result.Buffer.End, result.Buffer.Start), Throws.InvalidOperationException);
        reader.AdvanceTo(result.Buffer.GetPosition(10));
        Assert.That(() => reader.AdvanceTo(result.Buffer.GetPosition(9)), Throws.InvalidOperationException, "gone by");
        Assert.That(() => reader.AdvanceTo(default), Throws.InvalidOperationException);
        await reader.CompleteAsync();
    }

    [Test]
    public async Task Completed_it_holds_nothing_and_closes_the_handle_unless_it_is_to_stay_open([Values] bool leaveOpen)
    {
        using TestCache test = TestCache.Create(2);
        MemoryFile.Facts facts = test.Memory.Add("file", 1, 2 * Size);
        using MappedFile file = test.Cache.Open("file");
        PipeReader reader = file.AsPipeReader(leaveOpen: leaveOpen);
        ReadResult result = await reader.ReadAsync();
        reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        _ = await reader.ReadAsync();
        Assert.That(test.Statistics.SlotsInUse, Is.EqualTo(2));
        await reader.CompleteAsync();
        await reader.CompleteAsync();

        Assert.That((test.Statistics.SlotsInUse, facts.Open), Is.EqualTo((0, leaveOpen ? 1 : 0)));
        Assert.That(() => reader.ReadAsync(), Throws.InvalidOperationException);
        Assert.That(() => reader.TryRead(out _), Throws.InvalidOperationException);
        Assert.That(() => file.AsPipeReader(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    // Catches: a reader whose buffers the runtime's own helpers cannot walk through.
    [Test]
    public async Task The_runtimes_own_copy_and_stream_go_through_it([Values(1, 3)] int slots, [Values] bool asStream)
    {
        using TestCache test = TestCache.Create(slots);
        PipeReader reader = test.OpenNew(1, 5).AsPipeReader(offset: 3);
        using MemoryStream copy = new();
        if (asStream)
        {
            await using Stream stream = reader.AsStream();
            await stream.CopyToAsync(copy);
        }
        else
        {
            await reader.CopyToAsync(copy);
            await reader.CompleteAsync();
        }

        Assert.That(copy.Length, Is.EqualTo((5 * Size) - 3));
        Assert.That(FileContent.Matches(copy.ToArray(), 1, 3));
    }

    [Test]
    public async Task A_file_whose_descriptor_was_closed_is_opened_again_on_another_thread()
    {
        using TestCache test = TestCache.Create(4, limits: static layout => layout with { MaxDescriptors = 1 });
        using MappedFile file = test.OpenNew(1, 2);
        using MappedFile other = test.OpenNew(2, 2);
        using ManualResetEventSlim go = new();
        test.Probe.BeforeOpen = _ => go.Wait();
        PipeReader reader = file.AsPipeReader(leaveOpen: true);

        // Would never come back if it opened the file here.
        ValueTask<ReadResult> pending = reader.ReadAsync();
        Assert.That(pending.IsCompleted, Is.False);
        go.Set();
        ReadResult result = await pending;
        Assert.That(FileContent.Matches(result.Buffer.FirstSpan, 1, 0));
        await reader.CompleteAsync();
    }

    private static unsafe bool LiesInASlot(TestCache test, ReadOnlySequence<byte> bytes)
    {
        foreach (ReadOnlyMemory<byte> segment in bytes)
        {
            if (!segment.Span.Overlaps(new ReadOnlySpan<byte>(test.Memory.Base, test.Cache.SlotCount * Size)))
            {
                return false;
            }
        }

        return true;
    }
}
