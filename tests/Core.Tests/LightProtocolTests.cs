using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>Light windows between the steps of the protocol: another thread acts just where it would do harm. Every order that the product has to survive is also shown to a twin without the step that saves it.</summary>
public sealed unsafe class LightProtocolTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public void A_slot_remapped_before_it_is_named_is_not_taken_for_what_it_was([Values] bool sameWindowAgain)
    {
        using LightTest<Stops> test = new(slots: 1);
        test.Touch(0);
        DirectoryEntry old = test.Entry(0);
        Stops.At(SchedulePoint.LightName, () =>
        {
            test.Touch(1);
            if (sameWindowAgain)
            {
                test.Touch(0);
            }
        });

        Assert.That(test.TryBegin(old) == null, "the slot lives another life");
        Assert.That(Stops.Done, Is.EqualTo(1));
        Assert.That(test.Engine.Lights.CountHeld(), Is.Zero, "the name is withdrawn");
    }

    [Test]
    public void A_slot_claimed_between_name_and_look_is_refused_or_given_back()
    {
        using LightTest<Stops> test = new(slots: 1);
        test.Touch(0);
        Stops.At(SchedulePoint.LightLook, () => Assert.That(test.TryPinOther(), Is.False, "the name is there already"));
        ulong* place = test.TryBegin(test.Entry(0));
        Assert.That(Stops.Done, Is.EqualTo(1));
        Assert.That(place != null);
        Assert.That(test.Shows(0));
        test.End(place);
    }

    [Test]
    public void A_name_that_comes_while_the_slot_is_claimed_is_too_late()
    {
        using LightTest<Stops> test = new(slots: 1);
        test.Touch(0);
        ulong* place = null;
        bool tried = false;
        Stops.At(SchedulePoint.LightBarrier, () =>
        {
            tried = true;
            place = test.TryBegin(test.Entry(0));
        });
        Assert.That(test.TryPinOther());
        Assert.That((tried, place == null), Is.EqualTo((true, true)), "the word said Dying");
    }

    [Test]
    public void A_claim_that_finds_the_slot_named_gives_it_back()
    {
        Assert.That(NameAppearsDuringClaim<Stops>(), Is.EqualTo((false, true)));
    }

    [Test]
    public void A_twin_that_does_not_look_takes_it_from_under_the_reader()
    {
        Assert.That(NameAppearsDuringClaim<StopsWithoutLooking>(), Is.EqualTo((true, false)));
    }

    [Test]
    public void Who_ends_while_the_slot_is_claimed_is_made_up_for_by_the_claimant()
    {
        Assert.That(WaiterIsServedAfterEndDuringClaim<Stops>());
    }

    [Test]
    public void A_twin_whose_claimant_does_not_look_again_leaves_the_waiter_waiting()
    {
        Assert.That(WaiterIsServedAfterEndDuringClaim<StopsWithoutLookingForWaiters>(), Is.False);
    }

    [Test]
    public void Who_ends_looks_for_waiters()
    {
        Assert.That(WaiterIsServedAfterEnd<Stops>());
    }

    [Test]
    public void A_twin_that_does_not_look_for_waiters_leaves_them_waiting()
    {
        Assert.That(WaiterIsServedAfterEnd<StopsWithoutLookingForWaiters>(), Is.False);
    }

    [Test]
    public void A_window_detached_while_it_is_held_stays_and_its_slot_comes_back()
    {
        using LightTest<Stops> test = new(slots: 1);
        test.Touch(0);
        ulong* place = test.TryBegin(test.Entry(0));
        test.Engine.DetachAll(test.File);
        Assert.That(test.Entry(0).IsEmpty);
        Assert.That(test.Engine.Slots[0]->State, Has.Property(nameof(SlotState.Phase)).EqualTo(SlotPhase.Detached).And.Property(nameof(SlotState.Pins)).Zero);
        Assert.That(test.Shows(0));
        Assert.That(test.TryPinOther(), Is.False);
        test.End(place);
        Assert.That(test.TryPinOther(), "whoever needs it finds it");
    }

    [Test]
    public void A_detached_window_can_be_shared()
    {
        using LightTest<Stops> test = new(slots: 1);
        test.Touch(0);
        ulong* place = test.TryBegin(test.Entry(0));
        test.Engine.DetachAll(test.File);
        Assert.That(test.Engine.TryShare(place, test.Engine.Slots[0]));
        Assert.That(test.TryPinOther(), Is.False);
        test.Engine.Release(index: 0);
        Assert.That(test.TryPinOther());
    }

    [Test]
    public void Every_place_is_looked_at()
    {
        using LightTest<Stops> test = new(slots: 1);
        test.Engine.Lights.Reserve = ThreadRecord.MaxPlaces;
        test.Touch(0);
        ulong*[] places = new ulong*[ThreadRecord.MaxPlaces];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = test.TryBegin(test.Entry(0));
            Assert.That(places[i] != null);
        }

        Assert.That(test.TryBegin(test.Entry(0)) == null, "none is left");
        for (int i = 0; i < places.Length; i++)
        {
            Assert.That(test.TryPinOther(), Is.False, $"from place {i} on they are held");
            test.End(places[i]);
        }

        Assert.That(test.TryPinOther());
    }

    // The name is hidden from the first look, as if it were still on its way to memory, and comes with the barrier.
    private static (bool Evicted, bool Shows) NameAppearsDuringClaim<TSchedule>()
        where TSchedule : struct, ISchedulePoints
    {
        using LightTest<TSchedule> test = new(slots: 1);
        test.Touch(0);
        ulong* place = test.TryBegin(test.Entry(0));
        ulong name = *place;
        *place = 0;
        Stops.At(SchedulePoint.LightBarrier, () => *place = name);
        bool evicted = test.TryPinOther();
        bool shows = test.Shows(0);
        test.End(place);
        return (evicted, shows);
    }

    // The claimant has found the name; before it gives the slot back the holder ends, sees the waiter, and cannot have
    // the slot. The claimant has to try again: nobody else will.
    private static bool WaiterIsServedAfterEndDuringClaim<TSchedule>()
        where TSchedule : struct, ISchedulePoints
    {
        using LightTest<TSchedule> test = new(slots: 1);
        test.Touch(0);
        ulong* place = test.TryBegin(test.Entry(0));
        ulong name = *place;
        *place = 0;
        using BlockingWaiter waiter = new(test.File, window: 1);
        test.Engine.Supply.Waiters.Enqueue(waiter);
        Stops.At(SchedulePoint.LightBarrier, () => *place = name);
        Stops.At(SchedulePoint.LightRestore, () => test.End(place));
        test.Engine.Supply.TryReclaim(0, test.Entry(0).Generation);
        Assert.That(Stops.Done, Is.EqualTo(2));
        if (test.Engine.Supply.Waiters.TryLeave(waiter))
        {
            return false;
        }

        Assert.That(waiter.Result, Is.EqualTo(Waiter.Outcome.Granted));
        test.Engine.Supply.Return(waiter.Slot);
        return true;
    }

    private static bool WaiterIsServedAfterEnd<TSchedule>()
        where TSchedule : struct, ISchedulePoints
    {
        using LightTest<TSchedule> test = new(slots: 1);
        test.Touch(0);
        ulong* place = test.TryBegin(test.Entry(0));
        using CancellationTokenSource patience = new();
        TestThread waiter = TestThread.Start(() =>
        {
            try
            {
                test.Touch(1, patience.Token);
            }
            catch (OperationCanceledException)
            {
                // The twin's waiter, which nobody wakes.
            }
        });
        Assert.That(SpinWait.SpinUntil(() => test.Engine.Supply.Waiters.Count == 1, TimeSpan.FromSeconds(30)));
        test.End(place);

        // The one who ends serves the waiter before it comes back, or not at all.
        bool served = test.Engine.Supply.Waiters.Count == 0;
        patience.Cancel();
        waiter.Join();
        return served;
    }
}
