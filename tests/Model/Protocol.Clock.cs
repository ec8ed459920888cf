namespace MappingCache.Model;

/// <content>ClockEviction.cs. The hand begins at the first slot.</content>
internal sealed partial class Protocol
{
    private int Patience => configuration.CountsUses ? Me.SweepSlots * SlotState.MaxUse : 0;

    /// <summary>ClockEviction.TryClaim: SlotTable.Count.</summary>
    private void ClockSlots()
    {
        (Me.SweepSlots, Me.Sweep) = (_state.Count, 0);
        ClockNext();
    }

    private void ClockNext()
    {
        ref ThreadImage me = ref Me;
        me.Life = default;
        if (me.Sweep == Patience + me.SweepSlots)
        {
            me.Result = false;
            me.At = At.Claimed;
        }
        else
        {
            me.Sweep++;
            me.At = At.ClockLook;
        }
    }

    /// <summary>ClockEviction.TryClaim: Slot.State.</summary>
    private void ClockLook()
    {
        ref ThreadImage me = ref Me;
        int index = (me.Sweep - 1) % me.SweepSlots;
        ref SlotImage slot = ref SlotAt(index);
        if (!slot.Word.CanClaim(slot.Word.Generation))
        {
            me.At = At.ClockNext;
            return;
        }

        me.Life = new DirectoryEntry(index, slot.Word.Generation);
        if (me.Sweep <= Patience && slot.Word is { Phase: SlotPhase.Ready, Use: > 0 })
        {
            me.Seen = slot.Word;
            me.At = At.ClockAge;
        }
        else if (IsSettled(At.HoldInUse) && !_state.InUse)
        {
            // No names to look for: look and claim are one swap.
            ClockClaim();
        }
        else
        {
            Call(At.HoldInUse, At.ClockHeld);
        }
    }

    /// <summary>Slot.TryAge, then LightPins.Forbid.</summary>
    private void ClockAge()
    {
        ref SlotImage slot = ref SlotAt(Me.Life.Slot);
        FlushOwn();
        if (slot.Word == Me.Seen)
        {
            slot.Word = slot.Word.Age();
        }

        Me.Seen = default;
        Call(At.ForbidInUse, At.ClockNext);
    }

    private void ClockHeld() => Me.At = Me.Result && !Has(Fault.ClaimsWithoutLooking) ? At.ClockNext : At.ClockClaim;

    /// <summary>Slot.TryClaim of a generation.</summary>
    private void ClockClaim()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.Life.Slot);
        if (!slot.Word.CanClaim(me.Life.Generation))
        {
            me.At = At.ClockNext;
            return;
        }

        FlushOwn();
        (me.Was, me.Result) = (slot.Word.Phase, true);
        slot.Word = slot.Word.Claim();
        me.At = At.Claimed;
    }
}
