using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class DisposeAsyncTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public void It_completes_at_once_when_nothing_is_held([Values] bool mapped)
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 2);
        if (mapped)
        {
            TestCache.Touch(file, 0, 1);
        }

        Assert.That(test.Cache.DisposeAsync().AsTask().IsCompletedSuccessfully);
        Assert.That(test.Memory.IsDisposed);
        Assert.That(test.Cache.DisposeAsync().AsTask().IsCompletedSuccessfully, "again");
    }

    [Test]
    public async Task Every_caller_waits_for_the_last_lease_and_nothing_is_given_out_meanwhile()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 2);
        WindowLease first = await file.AcquireAsync(0);
        WindowLease second = await file.AcquireAsync(Size);
        Task[] disposals = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () => await test.Cache.DisposeAsync()))];
        Assert.That(SpinWait.SpinUntil(() => test.Engine.IsClosing, TimeSpan.FromSeconds(30)));

        Assert.That(() => file.TryAcquire(0, out _), Throws.TypeOf<ObjectDisposedException>());
        first.Dispose();
        Assert.That(FileContent.Matches(second.Span, 1, Size), "never under a reader");
        Assert.That(disposals.Any(static disposal => disposal.IsCompleted), Is.False);
        Assert.That(test.Memory.IsDisposed, Is.False);
        second.Dispose();
        await Task.WhenAll(disposals);
        Assert.That(test.Memory.IsDisposed);
    }

    [Test]
    public async Task Who_disposes_and_waits_is_not_continued_inside_the_release()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        WindowLease held = await file.AcquireAsync(0);
        int releaser = -1;
        bool inside = false;
        Task disposal = DisposeAsync();

        TestThread.Start(() =>
        {
            releaser = Environment.CurrentManagedThreadId;
            held.Dispose();
        }).Join();
        await disposal;
        Assert.That(inside, Is.False);

        async Task DisposeAsync()
        {
            // Without the context: a continuation that is posted to the test's is never inside anything.
            await test.Cache.DisposeAsync().ConfigureAwait(false);
            inside = Environment.CurrentManagedThreadId == releaser;
        }
    }

    [Test]
    public async Task A_mapping_that_is_being_made_is_waited_for_without_holding_up_the_caller()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        using HeldMapping mapping = HeldMapping.Begin(test, file);

        Task disposal = test.Cache.DisposeAsync().AsTask();
        Assert.That(disposal.IsCompleted, Is.False);
        mapping.Finish();
        await disposal;
        Assert.That(test.Memory.IsDisposed);
    }

    [Test]
    public async Task It_waits_for_what_an_ordinary_dispose_has_begun()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        WindowLease held = await file.AcquireAsync(0);
        test.Cache.Dispose();

        Task disposal = test.Cache.DisposeAsync().AsTask();
        Assert.That(disposal.IsCompleted, Is.False);
        held.Dispose();
        await disposal;
    }

    [Test]
    public void Spares_that_somebody_else_is_unmapping_are_waited_for()
    {
        // Fails if who lets go of the last slot of a closing cache does not look whether it was the last.
        const int Slots = 128;
        using TestCache test = TestCache.Create(Slots, chunk: Slots);
        using MappedFile file = test.OpenNew(1, 300);
        using MappedFile other = test.OpenNew(2, 1);
        TestCache.Touch(file, 0);
        using (file.AcquireLight(0))
        {
        }

        TestCache.Touch(file, [.. Enumerable.Range(1, Slots).Select(static window => (long)window).Reverse()]);
        Assert.That(test.Engine.Supply.Spares.IsEmpty, Is.False);
        using ManualResetEventSlim unmapping = new();
        using ManualResetEventSlim go = new();
        test.Probe.BeforeUnmap = _ =>
        {
            unmapping.Set();
            go.Wait();
            return OsError.None;
        };
        TestThread invalidator = TestThread.Start(() => test.Cache.Invalidate(other));
        unmapping.Wait();
        Task disposal = test.Cache.DisposeAsync().AsTask();
        Assert.That(disposal.IsCompleted, Is.False);
        test.Probe.BeforeUnmap = null;
        go.Set();
        invalidator.Join();
        Assert.That(disposal.Wait(TimeSpan.FromSeconds(30)));
    }
}
