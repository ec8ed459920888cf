using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>The mode that exposes misuse: each test commits a mistake, and looks for the place where it was made in what is told of it.</summary>
public sealed class MisuseTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public void A_window_released_twice_through_a_copy_says_where_it_was_acquired_and_released()
    {
        using TestCache test = Create(out _);
        using MappedFile file = test.OpenNew(1, 1);
        using Window other = file.Acquire(0);
        string told = ReleaseTwice(file);

        Assert.That(told, Does.Contain("'file 1' at 5").And.Contain("released again"));
        Assert.That(told, Does.Contain(nameof(AcquireHere)).And.Contain(nameof(ReleaseHere)));
        Assert.That(test.Statistics.SlotsInUse, Is.EqualTo(1), "the other's pin was not taken");
        Assert.That(FileContent.Matches(other.Span, 1, 0));

        static string ReleaseTwice(MappedFile file)
        {
            Window window = AcquireHere(file, 5);
            Window copy = window;
            ReleaseHere(ref window);
            try
            {
                copy.Dispose();
                return "nothing";
            }
            catch (InvalidOperationException told)
            {
                return told.Message;
            }
        }
    }

    [Test]
    public void So_does_a_light_window()
    {
        using TestCache test = Create(out _);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        LightWindow light = file.AcquireLight(0);
        LightWindow copy = light;
        light.Dispose();
        string told = string.Empty;
        try
        {
            copy.Dispose();
        }
        catch (InvalidOperationException thrown)
        {
            told = thrown.Message;
        }

        Assert.That(told, Does.Contain(nameof(So_does_a_light_window)));
    }

    [Test]
    public void A_lease_may_be_disposed_twice()
    {
        using TestCache test = Create(out ConcurrentQueue<string> misuse);
        using MappedFile file = test.OpenNew(1, 1);
        WindowLease lease = file.AcquireAsync(0).AsTask().GetAwaiter().GetResult();
        lease.Dispose();
        lease.Dispose();
        Assert.That(misuse, Is.Empty);
    }

    [Test]
    public void The_last_release_unmaps_at_once()
    {
        using TestCache test = Create(out _);
        using MappedFile file = test.OpenNew(1, 3);
        using (Window first = file.Acquire(0))
        {
            using (Window second = file.Acquire(0))
            {
                Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(1));
            }

            Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(1), "the first still holds it");
        }

        Assert.That(test.Memory.MappedSlots, Is.Empty);
    }

    [Test]
    public void A_forgotten_lease_is_told_of_when_it_is_collected()
    {
        using TestCache test = Create(out ConcurrentQueue<string> misuse);
        using MappedFile file = test.OpenNew(1, 1);
        TestThread.Start(() => Forget(file)).Join();
        Assert.That(
            SpinWait.SpinUntil(
                () =>
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    return !misuse.IsEmpty;
                },
                TimeSpan.FromSeconds(30)));
        Assert.That(misuse.Single(), Does.Contain("forgotten").And.Contain(nameof(Forget)));
        Assert.That(SpinWait.SpinUntil(() => test.Memory.MappedSlots.Count == 0, TimeSpan.FromSeconds(30)), "and given back");
    }

    [Test]
    public async Task A_lease_that_had_to_be_waited_for_knows_who_asked_for_it()
    {
        // Fails if the stack is taken when the wait is over, by a thread of the pool.
        using TestCache test = Create(out _);
        using MappedFile file = test.OpenNew(1, 1, cold: true);
        using ManualResetEventSlim go = new();
        test.Probe.BeforeMap = (_, _) =>
        {
            go.Wait();
            return OsError.None;
        };
        ValueTask<WindowLease> pending = AskHere(file);
        Assert.That(pending.IsCompleted, Is.False);
        go.Set();
        WindowLease lease = await pending;
        Assert.That(test.Cache.Audit(), Has.Some.Contains(nameof(AskHere)));
        lease.Dispose();
    }

    [Test]
    public void A_window_that_is_held_is_listed_by_the_audit_and_told_of_when_the_cache_is_disposed()
    {
        using TestCache test = Create(out ConcurrentQueue<string> misuse);
        using MappedFile file = test.OpenNew(1, 1);
        Window window = AcquireHere(file, 0);
        Assert.That(test.Cache.Audit(), Has.Some.Contains(nameof(AcquireHere)));
        Assert.That(misuse, Is.Empty);

        test.Cache.Dispose();
        Assert.That(misuse.Single(), Does.Contain("is held while its cache is disposed").And.Contain(nameof(AcquireHere)));
        window.Dispose();
    }

    [Test]
    public async Task Readers_misuse_nothing()
    {
        using TestCache test = Create(out ConcurrentQueue<string> misuse);
        using MappedFile file = test.OpenNew(1, 6);
        byte[] expected = FileContent.Of(1, 6 * Size);
        using (MemoryStream copied = new())
        {
            await using Stream stream = file.AsStream(leaveOpen: true);
            await stream.CopyToAsync(copied);
            Assert.That(copied.ToArray(), Is.EqualTo(expected));
        }

        using (SequenceLease sequence = await file.AcquireSequenceAsync(0, 3 * Size))
        {
            Assert.That(sequence.Length, Is.EqualTo(3 * Size));
        }

        long read = 0;
        await foreach (ReadOnlyMemory<byte> memory in file.ReadWindowsAsync())
        {
            read += memory.Length;
        }

        Assert.That(read, Is.EqualTo(6 * Size));
        Assert.That((misuse.IsEmpty, test.Memory.MappedSlots.Count), Is.EqualTo((true, 0)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(MappedFile file) => _ = file.AcquireAsync(0).AsTask().GetAwaiter().GetResult();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ValueTask<WindowLease> AskHere(MappedFile file) => file.AcquireAsync(0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Window AcquireHere(MappedFile file, long offset) => file.Acquire(offset);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReleaseHere(ref Window window) => window.Dispose();

    private static TestCache Create(out ConcurrentQueue<string> misuse)
    {
        ConcurrentQueue<string> told = misuse = [];
        return TestCache.Create(4, limits: layout => layout with { OnMisuse = told.Enqueue, LightReserve = 0 });
    }
}
