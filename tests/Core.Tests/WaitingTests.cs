using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class WaitingTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public void One_freed_slot_wakes_the_one_who_has_waited_longest()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 10);
        List<long> served = [];
        List<TestThread> waiters = [];
        using (Window held = file.Acquire(0))
        {
            foreach (int window in Enumerable.Range(1, 5))
            {
                waiters.Add(TestThread.Start(() =>
                {
                    using Window mine = file.Acquire(window * Size);
                    lock (served)
                    {
                        served.Add(window);
                    }
                }));
                UntilWaiting(test, window);
            }
        }

        waiters.ForEach(static thread => thread.Join());
        Assert.That(served, Is.EqualTo((long[])[1, 2, 3, 4, 5]));
        Assert.That(test.Statistics.Waits, Is.GreaterThanOrEqualTo(5));
        Assert.That(test.Statistics.WaitTime, Is.GreaterThan(TimeSpan.Zero));
        Assert.That(test.Statistics.PeakSlotsInUse, Is.EqualTo(1));
    }

    [Test]
    public void Waiters_for_one_window_share_the_mapping_of_the_first()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 2);
        List<TestThread> waiters = [];
        using (Window held = file.Acquire(0))
        {
            for (int i = 1; i <= 6; i++)
            {
                waiters.Add(TestThread.Start(() => TestCache.Touch(file, 1)));
                UntilWaiting(test, i);
            }
        }

        waiters.ForEach(static thread => thread.Join());
        Assert.That(test.Probe.Maps, Is.EqualTo(2));
    }

    [Test]
    public void A_cancelled_wait_holds_nothing_and_passes_the_slot_on()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 3);
        using CancellationTokenSource cancel = new();
        TestThread patient;
        using (Window held = file.Acquire(0))
        {
            TestThread cancelled = TestThread.Start(() => Assert.That(
                () => { using Window window = file.Acquire(Size, cancel.Token); }, Throws.InstanceOf<OperationCanceledException>()));
            UntilWaiting(test, 1);
            patient = TestThread.Start(() => TestCache.Touch(file, 2));
            UntilWaiting(test, 2);
            cancel.Cancel();
            cancelled.Join();
            Assert.That(test.Engine.Supply.Waiters.Count, Is.EqualTo(1));
        }

        patient.Join();
    }

    [Test]
    public void A_wait_that_is_cancelled_before_it_begins_ends_at_once()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 2);
        using Window held = file.Acquire(0);

        Assert.That(() => { using Window window = file.Acquire(Size, new CancellationToken(canceled: true)); }, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(test.Engine.Supply.Waiters.Count, Is.Zero);
    }

    [Test]
    public void An_interrupted_waiter_leaves_the_queue()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 3);
        using (Window held = file.Acquire(0))
        {
            Thread waiter = new(() => Assert.Throws<ThreadInterruptedException>(() => { using Window window = file.Acquire(Size); }));
            waiter.Start();
            UntilWaiting(test, 1);
            waiter.Interrupt();
            waiter.Join();
            Assert.That(test.Engine.Supply.Waiters.Count, Is.Zero);
        }

        TestCache.Touch(file, 2);
    }

    [Test]
    public void Nobody_is_refused_or_waits_while_slots_can_still_be_taken([Values(1, 2)] int chunk)
    {
        const int Threads = 8;
        for (int round = 0; round < 1_000; round++)
        {
            using TestCache test = TestCache.Create(64, chunk);
            using MappedFile file = test.OpenNew(1, Threads);
            using Barrier together = new(Threads);
            int refused = 0;
            Thread[] threads = [.. Enumerable.Range(0, Threads).Select(number => new Thread(() =>
            {
                together.SignalAndWait();
                bool acquired = file.TryAcquire(number * Size, out Window window);
                together.SignalAndWait();
                window.Dispose();
                Interlocked.Add(ref refused, acquired ? 0 : 1);
            }))];
            Array.ForEach(threads, static thread => thread.Start());
            Array.ForEach(threads, static thread => thread.Join());
            Assert.That(refused, Is.Zero, $"round {round}");
        }
    }

    [Test]
    public void A_cache_that_is_disposed_under_load_comes_to_rest([Values] EvictionKind eviction)
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        for (int round = 0; round < 500; round++)
        {
            using TestCache test = TestCache.Create(3, chunk: 1, eviction);
            using MappedFile file = test.OpenNew(1, 8);
            using Barrier together = new(5);
            TestThread[] threads = [.. Enumerable.Range(0, 4).Select(number => TestThread.Start(() =>
            {
                Random random = new(HashCode.Combine(seed, round, number));
                together.SignalAndWait();
                Assert.Throws<ObjectDisposedException>(() =>
                {
                    while (true)
                    {
                        TestCache.Touch(file, random.Next(8));
                    }
                });
            }))];
            together.SignalAndWait();
            Thread.SpinWait(new Random(HashCode.Combine(seed, round)).Next(20_000));
            test.Cache.Dispose();
            Array.ForEach(threads, static thread => thread.Join());
        }
    }

    [Test]
    public void Disposing_the_cache_ends_waiting()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 2);
        using Window held = file.Acquire(0);
        TestThread waiter = TestThread.Start(() => Assert.That(() => { using Window window = file.Acquire(Size); }, Throws.TypeOf<ObjectDisposedException>()));
        UntilWaiting(test, 1);

        test.Cache.Dispose();

        waiter.Join();
        Assert.That(test.Memory.IsDisposed, Is.False, "a window is still held");
        Assert.That(FileContent.Matches(held.Span, 1, 0));
    }

    [Test]
    public void A_disposed_cache_gives_no_window_and_lives_until_the_last_is_released()
    {
        using TestCache test = TestCache.Create(3);
        using MappedFile file = test.OpenNew(1, 3);
        TestCache.Touch(file, 0, 1, 2);
        using (Window first = file.Acquire(0))
        using (Window second = file.Acquire(Size))
        {
            test.Cache.Dispose();
            test.Cache.Dispose();

            Assert.That(() => { using Window window = file.Acquire(0); }, Throws.TypeOf<ObjectDisposedException>(), "also of what is still mapped");
            Assert.That(() => file.TryAcquire(2 * Size, out _), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => test.Cache.Open("file 1"), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(FileContent.Matches(first.Span, 1, 0) && FileContent.Matches(second.Span, 1, Size));
            Assert.That(test.Memory.IsDisposed, Is.False);
        }

        Assert.That(test.Memory.IsDisposed);
    }

    internal static void UntilWaiting(TestCache test, int waiters) =>
        Assert.That(SpinWait.SpinUntil(() => test.Engine.Supply.Waiters.Count == waiters, TimeSpan.FromSeconds(30)), $"{waiters} wait");
}
