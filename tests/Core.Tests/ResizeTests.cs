using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class ResizeTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public void Slots_that_were_never_taken_go_first_and_nothing_is_given_up()
    {
        using TestCache test = Create(10, chunk: 2);
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0, 1);

        test.Cache.Resize(4);

        Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.SlotCount)).EqualTo(4).And.Property(nameof(CacheStatistics.SlotsRetired)).Zero);
        Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.ResidentWindows)).EqualTo(2).And.Property(nameof(CacheStatistics.MaxSlots)).EqualTo(16));
        TestCache.Touch(test.OpenNew(2, 9), 0, 1, 2, 3, 4, 5, 6, 7, 8);
        Assert.That(test.Statistics.SlotsTaken, Is.EqualTo(4), "no more than are allowed now");
    }

    [Test]
    public void Inactive_windows_are_given_up_in_the_order_of_eviction_and_unmapped([Values] EvictionKind eviction, [Values(1, 2)] int left)
    {
        using TestCache test = Create(3, eviction: eviction);
        using MappedFile file = test.OpenNew(1, 8);
        TestCache.Touch(file, 0, 1, 2);

        test.Cache.Resize(left);

        Assert.That((test.Cache.SlotCount, test.Statistics.SlotsRetired), Is.EqualTo((left, 3 - left)));
        Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(left), "a shrink that forgets to unmap keeps the file's pages");
        Assert.That(eviction != EvictionKind.Lru || test.Maps(file, 2), "strict LRU keeps the last");
        TestCache.Touch(file, 3, 4, 5, 6, 7);
        Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(left), "a retired slot is not used");
    }

    [Test]
    public void More_slots_serve_those_who_wait_without_any_release()
    {
        // Fails if the limit is raised without a look at the waiters.
        using TestCache test = Create(1);
        using MappedFile file = test.OpenNew(1, 3);
        using Window held = file.Acquire(0);
        TestThread first = TestThread.Start(() => TestCache.Touch(file, 1));
        WaitingTests.UntilWaiting(test, 1);

        test.Cache.Resize(2);

        first.Join();
        Assert.That((test.Cache.SlotCount, test.Statistics.SlotsTaken), Is.EqualTo((2, 2)));
    }

    [Test]
    public void Retired_slots_are_put_back_into_service_before_others_are_taken()
    {
        using TestCache test = Create(3);
        using MappedFile file = test.OpenNew(1, 3);
        TestCache.Touch(file, 0, 1, 2);
        test.Cache.Resize(1);
        using Window held = file.Acquire(0);
        TestThread waiter = TestThread.Start(() => TestCache.Touch(file, 1));
        WaitingTests.UntilWaiting(test, 1);

        test.Cache.Resize(2);

        waiter.Join();
        test.Cache.Resize(5);
        Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.SlotsRetired)).Zero.And.Property(nameof(CacheStatistics.SlotsTaken)).EqualTo(3));
    }

    [Test]
    public void A_shrink_waits_its_turn_for_pinned_slots([Values] bool async)
    {
        using TestCache test = Create(2);
        using MappedFile file = test.OpenNew(1, 6);
        List<string> served = [];
        Window first = file.Acquire(0);
        using Window second = file.Acquire(Size);
        TestThread before = TestThread.Start(() => Take("before", 2));
        WaitingTests.UntilWaiting(test, 1);
        Task shrink = async ? test.Cache.ResizeAsync(1) : Task.Run(() => test.Cache.Resize(1));
        WaitingTests.UntilWaiting(test, 2);
        TestThread after = TestThread.Start(() => Take("after", 3));
        WaitingTests.UntilWaiting(test, 3);

        Assert.That(shrink.IsCompleted, Is.False);
        first.Dispose();
        before.Join();
        Assert.That(shrink.Wait(TimeSpan.FromSeconds(30)), "the shrink is next");
        Assert.That(served, Is.EqualTo((string[])["before"]), "the slot is retired, not handed on");
        Assert.That(test.Cache.SlotCount, Is.EqualTo(1));
        second.Dispose();
        after.Join();

        void Take(string who, long window)
        {
            using Window mine = file.Acquire(window * Size);
            lock (served)
            {
                served.Add(who);
            }
        }
    }

    [Test]
    public async Task A_cancelled_shrink_says_how_far_it_got([Values] bool async)
    {
        using TestCache test = Create(3);
        using MappedFile file = test.OpenNew(1, 6);
        TestCache.Touch(file, 0);
        using WindowLease first = await file.AcquireAsync(Size);
        using WindowLease second = await file.AcquireAsync(2 * Size);
        using CancellationTokenSource cancel = new();
        Task shrink = async ? test.Cache.ResizeAsync(1, cancel.Token) : Task.Run(() => test.Cache.Resize(1, cancel.Token));
        WaitingTests.UntilWaiting(test, 1);
        await cancel.CancelAsync();

        Assert.That(async () => await shrink, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((test.Cache.SlotCount, test.Statistics.SlotsRetired, test.Memory.AskedSlots), Is.EqualTo((2, 1, 2)));
        Assert.That(test.Engine.Supply.Waiters.Count, Is.Zero);
        first.Dispose();
        TestCache.Touch(file, 3, 4, 5);
    }

    [Test]
    public void More_than_the_machine_allows_is_refused_by_the_limits_name_and_changes_nothing()
    {
        using TestCache test = Create(2);
        test.Memory.AllowedSlots = 3;

        Assert.That(() => test.Cache.Resize(4), Throws.TypeOf<MappingException>().With.Message.Contains("the machine allows 3"));
        Assert.That(() => test.Cache.ResizeAsync(4), Throws.TypeOf<MappingException>());
        Assert.That(test.Cache.SlotCount, Is.EqualTo(2));
        test.Cache.Resize(3);
        Assert.That((test.Cache.SlotCount, test.Memory.AskedSlots), Is.EqualTo((3, 3)));
        test.Cache.Resize(1);
        Assert.That(test.Memory.AskedSlots, Is.EqualTo(1), "what is not used is given back to others");
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(17)]
    public void Counts_that_cannot_be_are_refused(int slots)
    {
        using TestCache test = Create(2);
        Assert.That(() => test.Cache.Resize(slots), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => test.Cache.ResizeAsync(slots), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_slot_that_cannot_be_unmapped_stays_in_service()
    {
        using TestCache test = Create(2);
        using MappedFile file = test.OpenNew(1, 4);
        TestCache.Touch(file, 0, 1);
        test.Probe.BeforeUnmap = _ => new OsError(OsErrorKind.OutOfMemory, 12);

        Assert.That(() => test.Cache.Resize(1), Throws.TypeOf<MappingException>().With.Property("ErrorCode").EqualTo(12));
        Assert.That(test.Cache.SlotCount, Is.EqualTo(2));
        test.Probe.BeforeUnmap = null;
        TestCache.Touch(file, 2, 3);
        test.Cache.Resize(1);
    }

    [Test]
    public void Disposing_the_cache_ends_a_shrink_that_waits([Values] bool async)
    {
        using TestCache test = Create(2);
        using MappedFile file = test.OpenNew(1, 2);
        using Window first = file.Acquire(0);
        using Window second = file.Acquire(Size);
        Task shrink = async ? test.Cache.ResizeAsync(1) : Task.Run(() => test.Cache.Resize(1));
        WaitingTests.UntilWaiting(test, 1);

        test.Cache.Dispose();

        Assert.That(async () => await shrink, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => test.Cache.Resize(1), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void A_cache_with_retired_slots_gives_its_range_back()
    {
        // Fails if a retired slot is taken for one that is still in use.
        using TestCache test = Create(3);
        TestCache.Touch(test.OpenNew(1, 3), 0, 1, 2);
        test.Cache.Resize(1);
        test.Cache.Dispose();
        Assert.That(test.Memory.IsDisposed);
    }

    [Test]
    public void Resizes_take_turns_and_windows_stay_right_meanwhile([Values] EvictionKind eviction, [Values(1, 3)] int least)
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        using TestCache test = Create(4, chunk: 1, eviction);
        using MappedFile file = test.OpenNew(1, 12);
        TestThread[] threads = [.. Enumerable.Range(0, 5).Select(number => TestThread.Start(() =>
        {
            Random random = new(HashCode.Combine(seed, number));
            for (int i = 0; i < 2_000; i++)
            {
                if (number < 2)
                {
                    test.Cache.Resize(random.Next(least, 9));
                }
                else
                {
                    TestCache.Touch(file, random.Next(12));
                }
            }
        }))];
        Array.ForEach(threads, static thread => thread.Join());

        Assert.That(test.Cache.Audit(), Is.Empty);
        test.Cache.Resize(2);
        TestCache.Touch(file, 0, 1, 2, 3);
        Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(2));
    }

    private static TestCache Create(int slots, int chunk = 64, EvictionKind eviction = EvictionKind.Clock) =>
        TestCache.Create(slots, chunk, eviction, limits: static layout => layout with { MaxSlots = 16 });
}
