using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>What becomes of a window a page of which could not be had. The tests note the fault as a handler of the system's does.</summary>
public sealed class PoisonTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public void Nobody_else_gets_a_poisoned_window()
    {
        using TestCache test = TestCache.Create(4);
        using MappedFile file = test.OpenNew(1, 2);
        using Window held = file.Acquire(0);

        Faults.Note(test, file, 0);
        using Window other = file.Acquire(0);

        Assert.That(held.IsValid, Is.False);
        Assert.That(other.IsValid);
        Assert.That(test.Probe.Maps, Is.EqualTo(2));
        Assert.That(() => CheckChanged(file, test), Throws.Nothing, "the other was not poisoned");
    }

    [Test]
    public void A_poisoned_window_is_unmapped_by_its_last_holder()
    {
        using TestCache test = TestCache.Create(4);
        using MappedFile file = test.OpenNew(1, 2);
        using (Window first = file.Acquire(0))
        {
            using (Window second = file.Acquire(0))
            {
                Faults.Note(test, file, 0);
            }

            Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(1));
        }

        Assert.That(test.Memory.MappedSlots, Is.Empty);
        Assert.That(test.Maps(file, 0), Is.False);
        Assert.That(test.Engine.Supply.Waiters.NeedsAttention, Is.False);
    }

    [Test]
    public void No_light_window_is_had_of_it_and_others_stay_cheap()
    {
        using TestCache test = TestCache.Create(4);
        using MappedFile file = test.OpenNew(1, 2);
        using (LightWindow warm = file.AcquireLight(0))
        {
            Assert.That(warm.IsValid);
        }

        using LightWindow held = file.AcquireLight(0);
        Faults.Note(test, file, 0);
        using LightWindow other = file.AcquireLight(0);

        Assert.That((held.IsValid, other.IsValid), Is.EqualTo((false, true)));
        Assert.That(test.Probe.Maps, Is.EqualTo(2));
        Assert.That(test.Engine.Lights.AreBarred, Is.False);
    }

    [Test]
    public void The_holder_of_a_light_window_gives_it_up_when_it_ends()
    {
        using TestCache test = TestCache.Create(4);
        using MappedFile file = test.OpenNew(1, 2);
        using (LightWindow held = file.AcquireLight(0))
        {
            Faults.Note(test, file, 0);
        }

        Assert.That(test.Maps(file, 0), Is.False);
        Assert.That(test.Memory.MappedSlots, Is.Empty);
    }

    [Test]
    public void A_slot_forgets_its_faults_when_it_is_used_again()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 2);
        using (Window held = file.Acquire(0))
        {
            Faults.Note(test, file, 0);
        }

        using Window next = file.Acquire(Size);
        Assert.That(next.IsValid);
    }

    [Test]
    public void A_poisoned_window_is_evicted_invalidated_and_closed_like_others([Values] bool light)
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 3);
        using (Window held = file.Acquire(0))
        {
            Faults.Note(test, file, 0);
            test.Cache.Invalidate(file);
            Assert.That(test.Maps(file, 0), Is.False);
        }

        using (Window again = file.Acquire(0))
        using (LightWindow also = light ? file.AcquireLight(0) : default)
        {
            Faults.Note(test, file, 0);
            test.Cache.Dispose();
            Assert.That(test.Memory.IsDisposed, Is.False);
        }

        Assert.That(test.Memory.IsDisposed);
    }

    [Test]
    public void A_slot_that_is_being_claimed_is_marked_by_its_claimant()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        TestCache.Touch(file, 0);
        Assert.That(MarkWhileClaimed(test), Is.EqualTo((SlotPhase.Dying, SlotPhase.Poisoned)));
        TestCache.Touch(file, 0);
        Assert.That(test.Probe.Maps, Is.EqualTo(2));
    }

    [Test]
    public void A_marked_slot_is_given_back_poisoned_in_one_step()
    {
        SlotState ready = default(SlotState).BeginMap().MapDone().Unpin();
        SlotState marked = ready.Claim().Poison();

        Assert.That((marked.Phase, marked.Generation), Is.EqualTo((SlotPhase.Dying, ready.Generation)));
        Assert.That(marked.Poison(), Is.EqualTo(marked), "twice is once");
        Assert.That(marked.Restore(SlotPhase.Ready), Is.EqualTo(ready.Poison()));
        Assert.That(marked.Restore(SlotPhase.Detached), Is.EqualTo(ready.Claim().Restore(SlotPhase.Detached)));
        Assert.That(ready.Claim().Restore(SlotPhase.Ready), Is.EqualTo(ready));
        Assert.That(marked.BeginMap().Pins, Is.EqualTo(1), "nothing of it is kept");
        Assert.That(marked.Release().Pins, Is.Zero);
    }

    [Test]
    public void No_light_window_is_had_while_somebody_else_takes_it_out_of_its_directory()
    {
        using TestCache test = TestCache.Create(4);
        using MappedFile file = test.OpenNew(1, 2);
        using (LightWindow warm = file.AcquireLight(0))
        {
            Assert.That(warm.IsValid);
        }

        using LightWindow held = file.AcquireLight(0);
        Faults.Note(test, file, 0);
        TakePoisonUpToItsEntry(test);

        // It waits for the entry to be cleared, and does not get what it leads to.
        Assert.That(() => AcquireLightCancelled(file), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(test.Engine.Lights.AreBarred, "nor would any other thread");

        ClearAndRelease(test);
        using LightWindow other = file.AcquireLight(0);
        Assert.That((held.IsValid, other.IsValid), Is.EqualTo((false, true)));
        Assert.That(test.Engine.Lights.AreBarred, Is.False);
    }

    private static void AcquireLightCancelled(MappedFile file)
    {
        using LightWindow window = file.AcquireLight(0, new CancellationToken(canceled: true));
    }

    // What CacheEngine.LookForPoison does, by another thread, which stops before it clears the entry.
    // SAFETY: slot 0 was taken.
    private static unsafe void TakePoisonUpToItsEntry(TestCache test)
    {
        Slot* slot = test.Engine.Slots[0];
        test.Engine.Supply.Waiters.TakePoison();
        Assert.That(slot->TryDetach(slot->State.Generation));
    }

    private static void ClearAndRelease(TestCache test)
    {
        test.Engine.Slots.OwnerOf(0).File.Directory.Clear(0);
        test.Engine.Files.RemoveWindow(test.Engine.Slots.OwnerOf(0).File);
        test.Engine.Release(0);
    }

    private static void CheckChanged(MappedFile file, TestCache test)
    {
        using Window window = file.Acquire(0);
        window.ThrowIfChanged();
    }

    // SAFETY: slot 0 was taken.
    private static unsafe (SlotPhase Claimed, SlotPhase GivenBack) MarkWhileClaimed(TestCache test)
    {
        Slot* slot = test.Engine.Slots[0];
        Assert.That(slot->TryClaim(slot->State));
        slot->Poison();
        SlotPhase claimed = slot->State.Phase;
        slot->Restore(SlotPhase.Ready);
        return (claimed, slot->State.Phase);
    }
}
