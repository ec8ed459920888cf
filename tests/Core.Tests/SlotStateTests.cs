using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class SlotStateTests
{
    private const ulong Generation = 5;

    private static SlotState Mapping => Of(Generation - 1, SlotPhase.Free).BeginMap();

    private static SlotState Ready => Mapping.MapDone().Unpin();

    [Test]
    public void BeginMap_starts_a_new_life_with_one_use_and_the_mappers_pin()
    {
        SlotState old = Ready.Pin().Pin().Detach();

        SlotState next = old.BeginMap();

        Assert.That(next, Is.EqualTo(new SlotState(next.Word)));
        Assert.Multiple(() =>
        {
            Assert.That(next.Generation, Is.EqualTo(Generation + 1));
            Assert.That(next.Phase, Is.EqualTo(SlotPhase.Mapping));
            Assert.That(next.Pins, Is.EqualTo(1));
            Assert.That(next.Use, Is.EqualTo(1), "nothing of the old life's use is kept");
        });
    }

    [Test]
    public void A_passing_windows_life_starts_without_a_use()
    {
        SlotState next = Ready.Pin().BeginMap(isPassing: true);
        Assert.That((next.Generation, next.Phase, next.Pins, next.Use), Is.EqualTo((Generation + 1, SlotPhase.Mapping, 1, 0)));
    }

    [Test]
    public void A_loose_lines_only_pin_is_given_back_the_slow_way()
    {
        SlotState loose = SlotState.Loose;
        Assert.That((loose.Pins, loose.Phase), Is.EqualTo((1, SlotPhase.Detached)));
        Assert.That(loose.CanPin(loose.Generation), Is.False);
        Assert.That(loose.Unpin().Pins, Is.Zero);
    }

    [Test]
    public void Pin_adds_one_pin_and_saturates_use()
    {
        SlotState state = Ready;
        for (int pins = 1; pins <= 10; pins++)
        {
            state = state.Pin();
            Assert.That(state.Pins, Is.EqualTo(pins));
            Assert.That(state.Use, Is.EqualTo(Math.Min(pins + 1, SlotState.MaxUse)));
            Assert.That(state.Generation, Is.EqualTo(Generation));
            Assert.That(state.Phase, Is.EqualTo(SlotPhase.Ready));
        }
    }

    [TestCase(SlotPhase.Free, false, false)]
    [TestCase(SlotPhase.Mapping, true, false)]
    [TestCase(SlotPhase.Ready, true, true)]
    [TestCase(SlotPhase.Dying, false, false)]
    [TestCase(SlotPhase.Failed, false, false)]
    [TestCase(SlotPhase.Detached, false, true)]
    [TestCase(SlotPhase.Retired, false, false)]
    public void Only_some_phases_take_pins_and_claims(object phase, bool pin, bool claim)
    {
        SlotState state = Of(Generation, (SlotPhase)phase);

        Assert.Multiple(() =>
        {
            Assert.That(state.Phase, Is.EqualTo(phase));
            Assert.That(state.CanPin(Generation), Is.EqualTo(pin));
            Assert.That(state.CanClaim(Generation), Is.EqualTo(claim));
            Assert.That(state.IsReady(Generation), Is.EqualTo((SlotPhase)phase == SlotPhase.Ready));
        });
    }

    [Test]
    public void Another_generation_takes_neither_pin_nor_claim()
    {
        foreach (ulong other in (ulong[])[Generation - 1, Generation + 1, Generation << 1])
        {
            Assert.That(Ready.CanPin(other), Is.False);
            Assert.That(Ready.CanClaim(other), Is.False);
            Assert.That(Ready.IsReady(other), Is.False);
        }
    }

    [Test]
    public void A_pinned_slot_is_not_claimed() => Assert.That(Ready.Pin().CanClaim(Generation), Is.False);

    [Test]
    public void The_last_countable_pin_is_the_last()
    {
        SlotState full = new(Ready.Word + SlotState.MaxPins);

        Assert.That(full.Pins, Is.EqualTo(SlotState.MaxPins));
        Assert.That(full.CanPin(Generation), Is.False);
        Assert.That(full.Unpin().CanPin(Generation), Is.True);
        Assert.That(full.IsReady(Generation), Is.True, "pins do not spill into the phase");
    }

    [Test]
    public void The_end_of_a_mapping_keeps_the_pins_of_those_who_wait()
    {
        SlotState followed = Mapping.Pin().Pin();

        Assert.That(followed.MapDone().Pins, Is.EqualTo(3));
        Assert.That(followed.MapFailed().Pins, Is.EqualTo(3));
        Assert.That(followed.MapFailed().Phase, Is.EqualTo(SlotPhase.Failed));
    }

    [Test]
    public void Detach_adds_the_detachers_pin()
    {
        SlotState detached = Ready.Pin().Detach();

        Assert.That(detached.Pins, Is.EqualTo(2));
        Assert.That(detached.Phase, Is.EqualTo(SlotPhase.Detached));
        Assert.That(detached.CanPin(Generation), Is.False);
    }

    [Test]
    public void Release_keeps_the_generation_and_nothing_else()
    {
        SlotState free = Ready.Claim().Release();

        Assert.That(free.Word, Is.EqualTo(Of(Generation, SlotPhase.Free).Word));
        Assert.That(free.Generation, Is.EqualTo(Generation));
    }

    [Test]
    public void Age_takes_one_use()
    {
        SlotState used = Ready.Pin().Unpin();

        Assert.That(used.Use, Is.EqualTo(2));
        Assert.That(used.Age().Use, Is.EqualTo(1));
        Assert.That(used.Age().Age() with { }, Is.EqualTo(Of(Generation, SlotPhase.Ready)));
    }

    [Test]
    public void Retiring_keeps_the_generation_so_that_no_entry_matches_after_it()
    {
        SlotState retired = Ready.Claim().Retire();

        Assert.That(retired.Word, Is.EqualTo(Of(Generation, SlotPhase.Retired).Word));
        Assert.That((retired.CanPin(Generation), retired.CanClaim(Generation)), Is.EqualTo((false, false)));
        Assert.That(retired.Release().BeginMap().Generation, Is.EqualTo(Generation + 1));
    }

    [Test]
    public void Unused_takes_every_use_and_nothing_else()
    {
        SlotState used = Ready.Pin().Pin().Pin();

        Assert.That(used.Unused(), Is.EqualTo(new SlotState(Of(Generation, SlotPhase.Ready).Word + 3)));
        Assert.That(used.Unused().IsUnused, Is.False, "it is pinned");
        Assert.That(used.Unused().Unpin().Unpin().Unpin().IsUnused);
        Assert.That(Ready.IsUnused, Is.False, "it was used once");
    }

    [Test]
    public void Generations_use_all_their_bits()
    {
        const ulong Last = (1UL << SlotState.GenerationBits) - 1;
        DirectoryEntry entry = new(DirectoryEntry.MaxSlots - 1, Last);

        SlotState state = Of(Last - 1, SlotPhase.Free).BeginMap().MapDone();

        Assert.That(state.Generation, Is.EqualTo(Last));
        Assert.That(state.CanPin(entry.Generation), "the entry holds as many bits of a generation as the word");
        Assert.That(entry.Slot, Is.EqualTo(DirectoryEntry.MaxSlots - 1));
        Assert.That(entry.IsEmpty, Is.False);
    }

    private static SlotState Of(ulong generation, SlotPhase phase) => new((generation << 25) | ((ulong)phase << 22));
}
