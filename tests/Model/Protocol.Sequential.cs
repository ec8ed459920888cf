namespace MappingCache.Model;

/// <content>SlotSupply.Sequential.cs: a sequential reader makes a spare of the slot that it has left.</content>
internal sealed partial class Protocol
{
    /// <summary>SlotSupply.DropBehind: the entry. That there is no room is a hint, and left out.</summary>
    private void BehindRead()
    {
        Me.Entry = MyEntry;
        Me.At = Me.Entry.IsEmpty ? At.BehindDone : At.BehindLook;
    }

    /// <summary>SlotSupply.DropBehind: Slot.State.</summary>
    private void BehindLook()
    {
        ref ThreadImage me = ref Me;
        SlotState word = SlotAt(me.Entry.Slot).Word;
        if (!word.IsReady(me.Entry.Generation) || word is not { Pins: 0, Use: 0 })
        {
            me.At = At.BehindDone;
            return;
        }

        (me.Seen, me.Life) = (word, new DirectoryEntry(me.Entry.Slot, word.Generation));
        Call(At.HoldInUse, At.BehindHeld);
    }

    private void BehindHeld() => Me.At = Me.Result ? At.BehindDone : At.BehindClaim;

    /// <summary>SlotSupply.TryMakeSpare: Slot.TryClaim of exactly what was looked at.</summary>
    private void BehindClaim()
    {
        if (TryClaimSeen())
        {
            Call(At.Keep, At.BehindKept);
        }
        else
        {
            Me.At = At.BehindDone;
        }
    }

    private void BehindKept()
    {
        if (Me.Result)
        {
            Call(At.Vacate, At.BehindVacated);
        }
        else
        {
            Me.At = At.BehindCount;
        }
    }

    /// <summary>SlotSupply.AfterGivingBack.</summary>
    private void BehindCount() => CallUnless(!_state.NeedsAttention, At.Reclaim, At.BehindDone);

    private void BehindVacated()
    {
        ref ThreadImage me = ref Me;
        me.Lives[0] = me.Life;
        (me.Index, me.Kept) = (0, 1);
        Call(At.SparePush, At.BehindDone);
    }

    // CacheEngine.EndMiss: the reader goes on to its miss, which is an operation of its own here.
    private void BehindDone() => Call(At.UnreserveLook, At.NextOperation);
}
