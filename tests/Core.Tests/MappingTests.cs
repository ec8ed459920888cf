using System.Runtime.CompilerServices;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class MappingTests
{
    private const int Size = TestCache.WindowSize;
    private static readonly OsError s_error = new(OsErrorKind.Other, 5);

    [Test]
    public void A_hundred_threads_that_want_one_window_make_one_mapping()
    {
        const int Threads = 100;
        using TestCache test = TestCache.Create(4);
        using MappedFile file = test.OpenNew(1, 1);
        using ManualResetEventSlim go = new();
        test.Probe.BeforeMap = (_, _) =>
        {
            go.Wait();
            return OsError.None;
        };
        List<TestThread> threads = [.. Enumerable.Range(0, Threads).Select(_ => TestThread.Start(() => TestCache.Touch(file, 0)))];
        UntilPinned(test, Threads);
        go.Set();
        threads.ForEach(static thread => thread.Join());

        Assert.That(test.Probe.Maps, Is.EqualTo(1));
        Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.Hits)).EqualTo(Threads - 1).And.Property(nameof(CacheStatistics.Misses)).EqualTo(1));
    }

    [Test]
    public void When_a_mapping_fails_all_who_waited_for_it_are_told_and_the_slot_is_free_again([Values] bool whilePopulating)
    {
        const int Threads = 8;
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        OsError Fail(int slot, long offset)
        {
            UntilPinned(test, Threads);
            return s_error;
        }

        test.Probe.BeforeMap = whilePopulating ? null : Fail;
        test.Probe.BeforePopulate = whilePopulating ? Fail : null;
        int told = 0;
        List<TestThread> threads = [.. Enumerable.Range(0, Threads).Select(_ => TestThread.Start(() =>
        {
            MappingException? error = Assert.Throws<MappingException>(() => { using Window window = file.Acquire(0); });
            Assert.That((error!.Path, error.Offset, error.ErrorCode), Is.EqualTo(("file 1", 0L, 5)));
            Interlocked.Increment(ref told);
        }))];
        threads.ForEach(static thread => thread.Join());

        Assert.That(told, Is.EqualTo(Threads));
        Assert.That(test.Cache.Audit(), Is.Empty);
        Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.Failures)).EqualTo(1).And.Property(nameof(CacheStatistics.Hits)).EqualTo(0));
        (test.Probe.BeforeMap, test.Probe.BeforePopulate) = (null, null);
        TestCache.Touch(file, 0);
    }

    [Test]
    public void A_disk_that_gives_no_pages_is_an_error_with_the_files_path_and_offset()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 2);
        test.Probe.BeforePopulate = (_, _) => new OsError(OsErrorKind.NoPages, 5);

        MappingException? error = Assert.Throws<MappingException>(() => { using Window window = file.Acquire(Size + 7); });
        Assert.That((error!.Path, error.Offset, error.ErrorCode), Is.EqualTo(("file 1", Size + 7L, 5)));
    }

    [Test]
    public void A_file_that_is_rewritten_in_place_while_its_window_is_mapped_is_no_error()
    {
        using TestCache test = TestCache.Create(1);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, 1000);
        using MappedFile file = test.Cache.Open("a");
        int populates = 0;
        test.Probe.BeforePopulate = (_, _) =>
        {
            // Cut to nothing when the system looks, written anew before we ask.
            facts.SetLength(2000);
            return ++populates == 1 ? new OsError(OsErrorKind.NoPages, 5) : OsError.None;
        };

        using Window window = file.Acquire(0);
        Assert.That((window.Length, populates), Is.EqualTo((2000, 2)));
    }

    [Test]
    public void An_address_space_that_throws_leaves_nobody_waiting()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        test.Probe.BeforeMap = (_, _) => throw new InvalidOperationException("broken");

        Assert.That(() => { using Window window = file.Acquire(0); }, Throws.InvalidOperationException);
        test.Probe.BeforeMap = null;
        TestCache.Touch(file, 0);
    }

    [Test]
    public void A_file_that_becomes_shorter_while_its_window_is_mapped_gives_what_is_left([Values(0, 10)] int left)
    {
        using TestCache test = TestCache.Create(1);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, Size);
        using MappedFile file = test.Cache.Open("a");
        test.Probe.BeforePopulate = (_, length) =>
        {
            facts.SetLength(left);
            return length > left ? new OsError(OsErrorKind.NoPages, 5) : OsError.None;
        };

        using Window window = file.Acquire(0);
        Assert.That((window.Length, file.Length), Is.EqualTo((left, left)));
    }

    [Test]
    public void A_failed_mapping_serves_the_next_waiter()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 3);
        test.Probe.BeforeMap = (_, offset) =>
        {
            if (offset == 0)
            {
                WaitingTests.UntilWaiting(test, 1);
                return s_error;
            }

            return OsError.None;
        };
        TestThread failing = TestThread.Start(() => Assert.Throws<MappingException>(() => { using Window window = file.Acquire(0); }));
        UntilPinned(test, 1);
        TestThread waiting = TestThread.Start(() => TestCache.Touch(file, 2));

        failing.Join();
        waiting.Join();
    }

    [Test]
    public void A_follower_that_is_cancelled_lets_go_and_the_mapping_goes_on()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        using ManualResetEventSlim go = new();
        using CancellationTokenSource cancel = new();
        test.Probe.BeforeMap = (_, _) =>
        {
            go.Wait();
            return OsError.None;
        };
        TestThread mapper = TestThread.Start(() => TestCache.Touch(file, 0));
        UntilPinned(test, 1);
        TestThread follower = TestThread.Start(() => Assert.That(
            () => { using Window window = file.Acquire(0, cancel.Token); }, Throws.InstanceOf<OperationCanceledException>()));
        UntilPinned(test, 2);
        cancel.Cancel();
        follower.Join();
        UntilPinned(test, 1);
        go.Set();
        mapper.Join();
    }

    [Test]
    public void Disposing_while_a_window_is_being_mapped_waits_for_it_and_gives_it_to_its_mapper()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 1);
        using ManualResetEventSlim go = new();
        test.Probe.BeforePopulate = (_, _) =>
        {
            go.Wait();
            return OsError.None;
        };
        TestThread mapper = TestThread.Start(() => TestCache.Touch(file, 0));
        UntilPinned(test, 1);
        TestThread closer = TestThread.Start(test.Cache.Dispose);
        UntilPinned(test, 2);
        go.Set();

        mapper.Join();
        closer.Join();
        Assert.That(test.Memory.IsDisposed);
    }

    [Test]
    public void A_handle_that_is_disposed_while_its_window_is_mapped_closes_the_file_afterwards()
    {
        using TestCache test = TestCache.Create(2);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, Size);
        MappedFile file = test.Cache.Open("a");
        test.Probe.BeforeMap = (_, _) =>
        {
            file.Dispose();
            Assert.That(facts.Open, Is.EqualTo(1));
            return OsError.None;
        };

        using (Window window = file.Acquire(0))
        {
            Assert.That(FileContent.Matches(window.Span, 1, 0));
        }

        Assert.That(facts.Open, Is.Zero);
    }

    [Test]
    public void A_handle_that_is_forgotten_does_not_keep_its_descriptor()
    {
        using TestCache test = TestCache.Create(1);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, Size);
        Forget(test);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.That(facts.Open, Is.Zero);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(TestCache test) => TestCache.Touch(test.Cache.Open("a"), 0);
    }

    [Test]
    public void More_pins_than_can_be_counted_are_refused()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        FileEntry entry = test.Engine.Files.ToArray().Single();
        PinAndRelease(test.Engine, entry, SlotState.MaxPins, () =>
            Assert.That(() => { using Window window = file.Acquire(0); }, Throws.InvalidOperationException.With.Message.Contains("1,048,575")));
        TestCache.Touch(file, 0);
    }

    internal static void UntilPinned(TestCache test, int pins) =>
        Assert.That(SpinWait.SpinUntil(() => PinsOf(test) == pins, TimeSpan.FromSeconds(30)), $"{pins} pins");

    // Of all slots: several threads may have taken one before the first of them published the window.
    private static unsafe int PinsOf(TestCache test)
    {
        int pins = 0;
        for (int index = 0; index < test.Engine.Slots.Count; index++)
        {
            SlotState state = test.Engine.Slots[index]->State;
            pins += state.Phase == SlotPhase.Mapping ? state.Pins : 0;
        }

        return pins;
    }

    private static unsafe void PinAndRelease(CacheEngine<NoSchedule> engine, FileEntry entry, int pins, Action whenFull)
    {
        Slot* slot = null;
        for (int i = 0; i < pins; i++)
        {
            Assert.That(engine.Acquire(entry, 0, mayWait: false, CancellationToken.None, out slot).IsError, Is.False);
        }

        whenFull();
        for (int i = 0; i < pins; i++)
        {
            engine.Release(slot);
        }
    }
}
