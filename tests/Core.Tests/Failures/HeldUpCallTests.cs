using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Failures;

/// <summary>A call of the system is held up while others come: those who want that window follow it, and share its end; nobody else is held up.</summary>
public sealed class HeldUpCallTests
{
    private const int Size = TestCache.WindowSize;
    private const int Windows = 8;

    [Test]
    public void Followers_share_the_end_of_a_call_and_others_go_on([Values] HeldUpCall call, [Values(0, 12, 11, 5, 19, 4)] int code)
    {
        using TestCache test = TestCache.Create(4, copy: CopyMode.Never);
        using MappedFile file = test.OpenNew(1, Windows, cold: true);
        bool fails = code != 0 && call != HeldUpCall.ReadAhead;
        using Hold hold = new(test, call, fails ? new OsError(OsErrorKind.Other, code) : OsError.None);
        using CancellationTokenSource cancel = new();

        TestThread first = TestThread.Start(() => Want(file, fails, code));
        hold.UntilReached();
        TestThread follower = TestThread.Start(() => Want(file, fails, code));
        TestThread canceled = TestThread.Start(() => Assert.That(
            () => file.Acquire(0, cancel.Token).Dispose(), Throws.InstanceOf<OperationCanceledException>()));
        Task<WindowLease> asynchronous = file.AcquireAsync(0).AsTask();
        UntilPinned(test, 4);
        cancel.Cancel();
        canceled.Join();
        TestCache.Touch(file, 1, 2, 3);
        hold.End();

        first.Join();
        follower.Join();
        if (fails)
        {
            Assert.That(async () => await asynchronous, Throws.TypeOf<MappingException>().With.Property(nameof(MappingException.ErrorCode)).EqualTo(code));
        }
        else
        {
            using WindowLease lease = asynchronous.GetAwaiter().GetResult();
            Assert.That(FileContent.Matches(lease.Span, 1, 0));
        }

        TestCache.Touch(file, 0, 4, 5, 6, 7);
    }

    [Test]
    public void Who_waits_for_a_slot_gets_the_one_that_a_failure_frees()
    {
        using TestCache test = TestCache.Create(1, copy: CopyMode.Never);
        using MappedFile file = test.OpenNew(1, Windows);
        using Hold hold = new(test, HeldUpCall.Map, new OsError(OsErrorKind.Other, 5));
        TestThread first = TestThread.Start(() => Want(file, fails: true, 5));
        hold.UntilReached();
        TestThread waiter = TestThread.Start(() => TestCache.Touch(file, 1));
        Until(() => test.Engine.Supply.Waiters.Count == 1);

        hold.End();

        first.Join();
        waiter.Join();
    }

    [Test]
    public void What_changes_the_cache_meanwhile_ends_as_well([Values] bool fails)
    {
        using TestCache test = TestCache.Create(2, copy: CopyMode.Never);
        MappedFile file = test.OpenNew(1, Windows);
        using Hold hold = new(test, HeldUpCall.Map, fails ? new OsError(OsErrorKind.Other, 5) : OsError.None);
        TestThread first = TestThread.Start(() => Want(file, fails, 5));
        hold.UntilReached();
        TestThread invalidate = TestThread.Start(() => test.Cache.Invalidate(file));
        TestThread resize = TestThread.Start(() => test.Cache.Resize(1));
        Until(() => test.Cache.SlotCount == 1 || test.Engine.Supply.Waiters.Count == 1);

        hold.End();

        first.Join();
        invalidate.Join();
        resize.Join();
        TestCache.Touch(file, 0, 1, 2);
        file.Dispose();
    }

    private static void Want(MappedFile file, bool fails, int code)
    {
        if (!fails)
        {
            TestCache.Touch(file, 0);
            return;
        }

        MappingException told = Assert.Throws<MappingException>(() => file.Acquire(10).Dispose())!;
        Assert.That((told.Path, told.Offset, told.ErrorCode), Is.EqualTo((file.Path, 10L, code)));
    }

    private static void UntilPinned(TestCache test, int pins) => Until(() => MostPins(test) == pins);

    private static void Until(Func<bool> condition) =>
        Assert.That(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)), "what is waited for comes");

    // SAFETY: the index is below the count of slots taken.
    private static unsafe int MostPins(TestCache test) =>
        Enumerable.Range(0, test.Engine.Slots.Count).Max(index => test.Engine.Slots[index]->State.Pins);

    /// <summary>Holds the first call for window 0 up, and then has it end in one way.</summary>
    private sealed class Hold : IDisposable
    {
        private readonly ManualResetEventSlim _reached = new();
        private readonly ManualResetEventSlim _over = new();
        private readonly OsError _end;
        private int _calls;

        public Hold(TestCache test, HeldUpCall call, OsError end)
        {
            _end = end;
            long mapped = -1;
            test.Probe.BeforeMap = (_, offset) =>
            {
                Volatile.Write(ref mapped, offset);
                return call == HeldUpCall.Map && offset == 0 ? Wait() : OsError.None;
            };
            test.Probe.BeforePopulate = (_, _) => call == HeldUpCall.Populate && Volatile.Read(ref mapped) == 0 ? Wait() : OsError.None;
            test.Probe.BeforeReadAhead = offset => _ = call == HeldUpCall.ReadAhead && offset == 0 ? Wait() : OsError.None;
        }

        public void UntilReached() => Assert.That(_reached.Wait(TimeSpan.FromSeconds(30)), "the call is made");

        public void End() => _over.Set();

        public void Dispose()
        {
            _reached.Dispose();
            _over.Dispose();
        }

        private OsError Wait()
        {
            if (Interlocked.Increment(ref _calls) > 1)
            {
                return OsError.None;
            }

            _reached.Set();
            _over.Wait();
            return _end;
        }
    }
}
