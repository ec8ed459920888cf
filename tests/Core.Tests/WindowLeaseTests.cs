using System.Buffers;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class WindowLeaseTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public async Task A_lease_shows_the_file_across_awaits_and_threads()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 2);
        using WindowLease lease = await file.AcquireAsync(Size + 5);
        await Task.Yield();

        Assert.That(await Task.Run(() => FileContent.Matches(lease.Memory.Span, 1, Size + 5)));
        Assert.That((lease.Length, lease.Memory.Length, lease.Span.Length), Is.EqualTo((Size - 5, Size - 5, Size - 5)));
    }

    [Test]
    public async Task What_is_mapped_completes_at_once_without_a_call()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        int calls = test.Probe.Calls;

        ValueTask<WindowLease> hit = file.AcquireAsync(0);
        Assert.That(hit.IsCompletedSuccessfully);
        (await hit).Dispose();
        Assert.That(test.Probe.Calls, Is.EqualTo(calls));
        Assert.That(test.Statistics.Hits, Is.EqualTo(1));
    }

    [Test]
    public async Task What_has_to_come_from_the_disk_is_mapped_by_another_thread()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 1, cold: true);
        int mapper = 0;
        using ManualResetEventSlim go = new();
        test.Probe.BeforeMap = (_, _) =>
        {
            mapper = Environment.CurrentManagedThreadId;
            go.Wait();
            return OsError.None;
        };

        ValueTask<WindowLease> pending = file.AcquireAsync(0);
        Assert.That(pending.IsCompleted, Is.False, "the caller is not held up by the system");
        int caller = Environment.CurrentManagedThreadId;
        go.Set();
        using WindowLease lease = await pending;
        Assert.That(mapper, Is.Not.EqualTo(caller));
    }

    [Test]
    public async Task Disposing_twice_releases_once_and_memory_is_refused_after_it()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 2);
        WindowLease other = await file.AcquireAsync(0);
        WindowLease lease = await file.AcquireAsync(0);
        ReadOnlyMemory<byte> memory = lease.Memory;
        lease.Dispose();
        lease.Dispose();

        Assert.That(test.Statistics.SlotsInUse, Is.EqualTo(1), "the other's pin is still there");
        other.Dispose();
        TestCache.Touch(file, 1);
        Assert.That(() => memory.Span.Length, Throws.TypeOf<ObjectDisposedException>(), "not the bytes of what the slot maps now");
        Assert.That(() => memory.Pin(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => memory[1..].ToArray(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => lease.Memory, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => lease.Span.Length, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_pinned_memory_holds_the_slot_beyond_the_lease()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 2);
        WindowLease lease = await file.AcquireAsync(0);
        MemoryHandle first = lease.Memory.Pin();
        MemoryHandle second = lease.Memory[100..].Pin();
        lease.Dispose();

        Assert.That(file.TryAcquire(Size, out _), Is.False, "the slot is still taken");
        Assert.That(FirstByte(second), Is.EqualTo(FileContent.At(1, 100)));
        first.Dispose();
        Assert.That(test.Statistics.SlotsInUse, Is.EqualTo(1));
        second.Dispose();
        second.Dispose();
        Assert.That(test.Statistics.SlotsInUse, Is.Zero);
        TestCache.Touch(file, 1);
    }

    [Test]
    public async Task Threads_that_dispose_and_pin_one_lease_at_once_release_it_once()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        for (int round = 0; round < 2_000; round++)
        {
            WindowLease lease = await file.AcquireAsync(0);
            Parallel.For(0, 4, i =>
            {
                if (i % 2 == 0)
                {
                    lease.Dispose();
                    return;
                }

                try
                {
                    using MemoryHandle handle = lease.Pin();
                }
                catch (ObjectDisposedException)
                {
                    // As it may be: the lease was disposed first.
                }
            });
        }

        Assert.That(test.Cache.Audit(), Is.Empty);
    }

    [Test]
    public async Task Nothing_lies_at_the_end_of_a_file()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        foreach (long offset in (long[])[Size, Size + 1, long.MaxValue])
        {
            using WindowLease lease = await file.AcquireAsync(offset);
            Assert.That((lease.Length, lease.Memory.Length), Is.EqualTo((0, 0)));
        }

        Assert.That(async () => await file.AcquireAsync(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task Blocking_and_asynchronous_waiters_are_served_in_one_order()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 10);
        List<int> served = [];
        List<Task> waiters = [];
        WindowLease held = await file.AcquireAsync(0);
        for (int window = 1; window <= 6; window++)
        {
            waiters.Add(window % 2 == 0 ? WaitAsync(window) : WaitBlocking(window));
            WaitingTests.UntilWaiting(test, window);
        }

        held.Dispose();
        await Task.WhenAll(waiters);
        Assert.That(served, Is.EqualTo((int[])[1, 2, 3, 4, 5, 6]));

        async Task WaitAsync(int window)
        {
            using WindowLease lease = await file.AcquireAsync(window * Size);
            Serve(window, lease.Memory.Span);
        }

        Task WaitBlocking(int window) => Task.Factory.StartNew(
            () =>
            {
                using Window mine = file.Acquire(window * Size);
                Serve(window, mine.Span);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        void Serve(int window, ReadOnlySpan<byte> bytes)
        {
            Assert.That(FileContent.Matches(bytes, 1, window * Size));
            lock (served)
            {
                served.Add(window);
            }
        }
    }

    [Test]
    public async Task A_cancelled_wait_holds_nothing_and_passes_the_slot_on()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 3);
        using CancellationTokenSource cancel = new();
        WindowLease held = await file.AcquireAsync(0);
        Task<WindowLease> cancelled = file.AcquireAsync(Size, cancel.Token).AsTask();
        Task<WindowLease> patient = file.AcquireAsync(2 * Size).AsTask();
        WaitingTests.UntilWaiting(test, 2);
        await cancel.CancelAsync();

        Assert.That(async () => await cancelled, Throws.InstanceOf<OperationCanceledException>());
        held.Dispose();
        (await patient).Dispose();
    }

    [Test]
    public async Task A_continuation_does_not_run_inside_the_release()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 2);
        WindowLease held = await file.AcquireAsync(0);
        int releaser = -1;
        bool inside = false;
        Task waiter = ContinueAsync();
        WaitingTests.UntilWaiting(test, 1);

        TestThread.Start(() =>
        {
            releaser = Environment.CurrentManagedThreadId;
            held.Dispose();
        }).Join();
        await waiter;
        Assert.That(inside, Is.False);

        async Task ContinueAsync()
        {
            // Without the context: a continuation that is posted to the test's is never inside anything.
            using WindowLease mine = await file.AcquireAsync(Size).ConfigureAwait(false);
            inside = Environment.CurrentManagedThreadId == releaser;
        }
    }

    [Test]
    public async Task Those_who_follow_a_mapping_share_it_or_its_failure([Values] bool fails)
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1, cold: true);
        using ManualResetEventSlim go = new();
        test.Probe.BeforeMap = (_, _) =>
        {
            go.Wait();
            return fails ? new OsError(OsErrorKind.Other, 5) : OsError.None;
        };
        Task<WindowLease>[] tasks = [.. Enumerable.Range(0, 5).Select(_ => file.AcquireAsync(0).AsTask())];
        MappingTests.UntilPinned(test, tasks.Length);
        go.Set();

        foreach (Task<WindowLease> task in tasks)
        {
            if (fails)
            {
                Assert.That(async () => await task, Throws.TypeOf<MappingException>());
            }
            else
            {
                (await task).Dispose();
            }
        }

        Assert.That(test.Probe.Maps, Is.EqualTo(1));
    }

    [Test]
    public async Task A_lease_outlives_handle_and_cache()
    {
        using TestCache test = TestCache.Create(1);
        MappedFile file = test.OpenNew(1, 1);
        WindowLease lease = await file.AcquireAsync(0);
        file.Dispose();
        test.Cache.Dispose();

        Assert.That(FileContent.Matches(lease.Span, 1, 0));
        Assert.That(test.Memory.IsDisposed, Is.False);
        lease.Dispose();
        Assert.That(test.Memory.IsDisposed);
    }

    private static unsafe byte FirstByte(MemoryHandle handle) => *(byte*)handle.Pointer;
}
