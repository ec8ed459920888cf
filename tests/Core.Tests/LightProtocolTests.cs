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
        test.MakeLight(0);
        DirectoryEntry old = test.Entry(0);
        Stops.At(SchedulePoint.LightName, () => test.Touch(sameWindowAgain ? [1, 0] : [1]));

        bool held = CacheEngine<Stops>.TryBeginLight(ref test.File.Directory.FirstBlock[0], test.Engine.Records.TryGetForLight(), out DirectoryEntry named, out ulong* name);
        Assert.That((held, named, Stops.Done), Is.EqualTo((false, old, 1)), "the slot lives another life");
        ulong* again = test.Engine.BeginLightSlowly(test.File.Directory, 0, name, out named);
        Assert.That(again != null, Is.EqualTo(sameWindowAgain), "which is held by its own name, if at all");
        Assert.That(test.Engine.Lights.CountHeld(), Is.EqualTo(sameWindowAgain ? 1 : 0), "the other name is withdrawn");
        if (sameWindowAgain)
        {
            Assert.That((named.Generation, test.Shows(0)), Is.EqualTo((old.Generation + 2, true)));
            test.End(again);
        }
    }

    [Test]
    public void A_slot_that_somebody_wants_between_name_and_look_is_refused_them()
    {
        using LightTest<Stops> test = new(slots: 1);
        test.MakeLight(0);
        Stops.At(SchedulePoint.LightLook, () => Assert.That(test.TryPinOther(), Is.False, "the name is there already"));
        ulong* place = test.TryBegin(0);
        Assert.That(Stops.Done, Is.EqualTo(1));
        Assert.That(place != null);
        Assert.That(test.Shows(0));
        test.End(place);
    }

    [Test]
    public void A_name_that_comes_before_the_bit_is_gone_keeps_the_slot()
    {
        using LightTest<Stops> test = new(slots: 1);
        test.MakeLight(0);
        ulong* place = null;
        Stops.At(SchedulePoint.LightForbid, () => place = test.TryBegin(0));
        test.Engine.Supply.TryReclaim(0, test.Entry(0).Generation);
        Assert.That(test.TryPinOther(), Is.False);
        Assert.That((place != null, test.Shows(0)), Is.EqualTo((true, true)));
        test.End(place);
    }

    [TestCase(SchedulePoint.LightBarrier)]
    [TestCase(SchedulePoint.LookForLight)]
    [TestCase(SchedulePoint.ClearEntry)]
    public void A_name_that_comes_later_is_too_late(object point)
    {
        Assert.That(NameComesDuringClaim<Stops>((SchedulePoint)point), Is.EqualTo((true, false)));
    }

    [Test]
    public void A_twin_that_leaves_the_bit_takes_the_slot_from_under_the_reader()
    {
        Assert.That(NameComesDuringClaim<StopsWithoutForbidding>(SchedulePoint.ClearEntry), Is.EqualTo((true, true)));
    }

    [Test]
    public void Who_may_hold_none_leaves_no_bit_for_those_who_later_may()
    {
        // Fails if the bit is set before anybody was admitted: a claim that goes on meanwhile does not reckon with it.
        using LightTest<Stops> test = new(slots: 1);
        test.Engine.Lights.Reserve = 0;
        test.Touch(0);
        Assert.That(test.TryBegin(0) == null);
        Assert.That(test.Entry(0).AllowsLight, Is.False);
        ulong* place = null;
        Stops.At(SchedulePoint.ClearEntry, () =>
        {
            test.Engine.Lights.Reserve = 8;
            place = test.TryBegin(0);
        });
        Assert.That(test.TryPinOther());
        Assert.That(place == null);
    }

    [Test]
    public void The_slow_path_looks_at_the_entry_again_too()
    {
        using LightTest<Stops> test = new(slots: 1);
        test.MakeLight(0);
        Stops.At(SchedulePoint.LightName, () => Assert.That(test.TryPinOther()));
        Assert.That(test.Engine.BeginLightSlowly(test.File.Directory, 0, named: null, out _) == null);
        Assert.That((Stops.Done, test.Engine.Lights.CountHeld()), Is.EqualTo((1, 0)));
    }

    [Test]
    public void A_window_that_is_detached_while_it_is_pinned_for_the_bit_does_not_get_it()
    {
        using LightTest<Stops> test = new(slots: 1);
        test.Touch(0);
        Stops.At(SchedulePoint.LightAllow, () => test.Engine.DetachAll(test.File));
        Assert.That(test.TryBegin(0) == null);
        Assert.That((Stops.Done, test.Entry(0).IsEmpty, test.Engine.Slots[0]->State.Phase), Is.EqualTo((1, true, SlotPhase.Free)));
    }

    [Test]
    public void The_bit_goes_with_a_use_and_comes_back_with_one()
    {
        // So CLOCK learns of light windows, once for each time that its hand passes.
        using LightTest<Stops> test = new(slots: 2);
        test.MakeLight(0);
        test.Touch(1);
        Assert.That(test.Entry(0).AllowsLight);
        int use = test.Engine.Slots[test.Entry(0).Slot]->State.Use;
        test.Touch(2);
        Assert.That((test.Entry(0).IsEmpty, test.Entry(0).AllowsLight), Is.EqualTo((false, false)), "the hand has passed");
        int left = test.Engine.Slots[test.Entry(0).Slot]->State.Use;
        Assert.That(left, Is.LessThan(use));
        for (int i = 0; i < 3; i++)
        {
            test.End(test.TryBegin(0));
        }

        Assert.That(test.Entry(0).AllowsLight);
        Assert.That(test.Engine.Slots[test.Entry(0).Slot]->State.Use, Is.EqualTo(left + 1));
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
        ulong* place = test.TryBegin(0);
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
        ulong* place = test.TryBegin(0);
        test.Engine.DetachAll(test.File);
        Assert.That(test.Engine.TryShare(place, out _));
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
            places[i] = test.TryBegin(0);
            Assert.That(places[i] != null);
        }

        Assert.That(test.TryBegin(0) == null, "none is left");
        for (int i = 0; i < places.Length; i++)
        {
            Assert.That(test.TryPinOther(), Is.False, $"from place {i} on they are held");
            test.End(places[i]);
        }

        Assert.That(test.TryPinOther());
    }

    private static (bool Evicted, bool Held) NameComesDuringClaim<TSchedule>(SchedulePoint point)
        where TSchedule : struct, ISchedulePoints
    {
        using LightTest<TSchedule> test = new(slots: 1);
        test.MakeLight(0);
        ulong* place = null;
        Stops.At(point, () => place = test.TryBegin(0));

        // Not by eviction: CLOCK, which takes the uses off first, takes the bit with them.
        test.Engine.Supply.TryReclaim(0, test.Entry(0).Generation);
        Assert.That(Stops.Done, Is.EqualTo(1));
        bool evicted = test.Entry(0).IsEmpty;
        bool held = place != null;
        if (held)
        {
            test.End(place);
        }

        return (evicted, held);
    }

    // The name is hidden from the first look, as if it were still on its way to memory, and comes with the barrier.
    private static (bool Evicted, bool Shows) NameAppearsDuringClaim<TSchedule>()
        where TSchedule : struct, ISchedulePoints
    {
        using LightTest<TSchedule> test = new(slots: 1);
        test.Touch(0);
        ulong* place = test.TryBegin(0);
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
        ulong* place = test.TryBegin(0);
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
        ulong* place = test.TryBegin(0);
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
