using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>What becomes of light windows: shared, waited for, outliving what they came from, forgotten by a thread that has ended.</summary>
public sealed class LightWindowLifeTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public void Who_waits_gets_the_slot_when_the_light_window_ends([Values] bool asynchronous)
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0);
        LightWindow light = file.AcquireLight(0);
        TestThread waiter = TestThread.Start(() =>
        {
            if (asynchronous)
            {
                using WindowLease lease = file.AcquireAsync(Size).AsTask().GetAwaiter().GetResult();
                Assert.That(FileContent.Matches(lease.Span, 1, Size));
            }
            else
            {
                TestCache.Touch(file, 1);
            }
        });
        WaitingTests.UntilWaiting(test, 1);
        Assert.That(FileContent.Matches(light.Span, 1, 0));
        light.Dispose();
        waiter.Join();
    }

    [Test]
    public void What_was_invalidated_while_it_was_held_does_not_outlive_the_cache()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        using (LightWindow light = file.AcquireLight(0))
        {
            test.Cache.Invalidate(file);
            Assert.That(FileContent.Matches(light.Span, 1, 0));
        }

        Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(1), "nobody has looked since");
        test.Cache.Dispose();
        Assert.That(test.Memory.IsDisposed);
    }

    [Test]
    public void Shared_it_is_a_lease_like_others()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0);
        WindowLease lease = ShareLight(file, 7);
        Assert.That((test.Statistics.LightWindows, test.Statistics.SlotsInUse), Is.EqualTo((0, 1)));
        Assert.That(file.TryAcquire(Size, out _), Is.False);
        TestThread.Start(() =>
        {
            Assert.That(FileContent.Matches(lease.Span, 1, 7));
            lease.Dispose();
        }).Join();
        TestCache.Touch(file, 1);
    }

    [Test]
    public void What_was_taken_as_a_pin_is_shared_as_well()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        using WindowLease lease = ShareLight(file, 7);
        Assert.That((test.Statistics.LightHits, test.Statistics.SlotsInUse), Is.EqualTo((0L, 1)));
        Assert.That(FileContent.Matches(lease.Span, 1, 7));
    }

    [Test]
    public void It_outlives_handle_and_cache()
    {
        using TestCache test = TestCache.Create(1);
        MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        LightWindow light = file.AcquireLight(0);
        file.Dispose();
        test.Cache.Dispose();

        Assert.That(FileContent.Matches(light.Span, 1, 0));
        Assert.That(test.Memory.IsDisposed, Is.False);
        light.Dispose();
        Assert.That(test.Memory.IsDisposed, "the last one out gives the addresses back");
    }

    [Test]
    public void One_that_is_shared_outlives_the_cache()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        LightWindow light = file.AcquireLight(0);
        test.Cache.Dispose();
        WindowLease lease = light.Share();
        Assert.That(test.Memory.IsDisposed, Is.False);
        Assert.That(FileContent.Matches(lease.Span, 1, 0));
        lease.Dispose();
        Assert.That(test.Memory.IsDisposed);
    }

    [Test]
    public void What_a_thread_forgot_is_given_back_when_it_has_ended([Values] bool somebodyWaits)
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0);
        TestThread.Start(() => _ = file.AcquireLight(0)).Join();
        Assert.That(test.Statistics.LightWindows, Is.EqualTo(1));
        TestThread? waiter = somebodyWaits ? TestThread.Start(() => TestCache.Touch(file, 1)) : null;
        WaitingTests.UntilWaiting(test, somebodyWaits ? 1 : 0);

        Assert.That(
            SpinWait.SpinUntil(
                () =>
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    return test.Statistics.LightWindows == 0;
                },
                TimeSpan.FromSeconds(30)));
        waiter?.Join();
        TestCache.Touch(file, 1);
        Assert.That(test.Statistics.LightHits, Is.EqualTo(1), "the count of the ended thread is kept");
    }

    [Test]
    public void What_was_invalidated_under_it_is_let_go_by_whoever_looks_next()
    {
        using TestCache test = TestCache.Create(4);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        using (LightWindow light = file.AcquireLight(0))
        {
            test.Cache.Invalidate(file);
            Assert.That(FileContent.Matches(light.Span, 1, 0));
            Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(1));
        }

        test.Engine.Maintenance.LetGoOfSurplus();
        Assert.That(test.Memory.MappedSlots, Is.Empty);
    }

    private static WindowLease ShareLight(MappedFile file, long offset)
    {
        LightWindow light = file.AcquireLight(offset);
        return light.Share();
    }
}
