namespace MappingCache.Model;

/// <content>CacheEngine.Running.cs and IdleSweep.cs: what lets go of windows that nobody needs room for.</content>
internal sealed partial class Protocol
{
    /// <summary>CacheEngine.Trim.</summary>
    private void Trim() => Call(At.SparesPop, At.Trimmed);

    /// <summary>SlotSupply.LetGo, as Trim wants it: one window, in the order of eviction.</summary>
    private void Trimmed()
    {
        Me.Most = 1;
        Call(At.Claim, At.TrimVacated);
    }

    private void TrimVacated()
    {
        ref ThreadImage me = ref Me;
        if (me.Kept == 0)
        {
            me.At = At.TrimDone;
            return;
        }

        (me.Life, me.Was) = (me.Lives[0], WasOf(0));
        Call(At.LetGo, At.TrimDone);
    }

    private void TrimDone()
    {
        EndClaim();
        Call(At.UnreserveLook, At.NextOperation);
    }

    /// <summary>CacheEngine.LetGoOfDetached: Slot.State.</summary>
    private void LetGoLook()
    {
        ref ThreadImage me = ref Me;
        SlotState word = SlotAt(me.Look).Word;
        if (word.Phase != SlotPhase.Detached)
        {
            me.At = At.LetGoNext;
            return;
        }

        (me.Seen, me.Life) = (word, new DirectoryEntry(me.Look, word.Generation));
        Call(At.HoldInUse, At.LetGoHeld);
    }

    private void LetGoHeld() => Me.At = Me.Result ? At.LetGoNext : At.LetGoClaim;

    /// <summary>SlotSupply.TryClaim: Slot.TryClaim of exactly what was looked at.</summary>
    private void LetGoClaim()
    {
        if (TryClaimSeen())
        {
            Call(At.Keep, At.LetGoKept);
        }
        else
        {
            Me.At = At.LetGoNext;
        }
    }

    private bool TryClaimSeen()
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.Life.Slot);
        bool isSame = slot.Word == me.Seen;
        me.Seen = default;
        if (!isSame || !slot.Word.CanClaim(slot.Word.Generation))
        {
            return false;
        }

        FlushOwn();
        me.Was = slot.Word.Phase;
        slot.Word = slot.Word.Claim();
        return true;
    }

    private void LetGoKept()
    {
        if (Me.Result)
        {
            Call(At.LetGo, At.LetGoNext);
        }
        else
        {
            Me.At = At.LetGoCount;
        }
    }

    /// <summary>SlotSupply.AfterGivingBack.</summary>
    private void LetGoCount() => CallUnless(!_state.NeedsAttention, At.Reclaim, At.LetGoNext);

    private void LetGoNext()
    {
        ref ThreadImage me = ref Me;
        (me.Seen, me.Life, me.Result, me.Was) = (default, default, false, default);
        me.Look++;
        if (me.Look < _state.Count)
        {
            me.At = Operation.Kind == 'F' ? At.ForgetUseLook : At.LetGoLook;
        }
        else
        {
            Call(At.UnreserveLook, At.NextOperation);
        }
    }

    /// <summary>IdleSweep.Run: Slot.State.</summary>
    private void ForgetUseLook()
    {
        ref ThreadImage me = ref Me;
        SlotState word = SlotAt(me.Look).Word;
        if (word is { Phase: SlotPhase.Ready, Pins: 0 })
        {
            (me.Seen, me.Life) = (word, new DirectoryEntry(me.Look, word.Generation));
            me.At = At.ForgetUseSwap;
        }
        else
        {
            me.At = At.LetGoNext;
        }
    }

    /// <summary>Slot.TryForgetUse, then LightPins.Forbid.</summary>
    private void ForgetUseSwap()
    {
        ref SlotImage slot = ref SlotAt(Me.Look);
        FlushOwn();
        if (slot.Word == Me.Seen)
        {
            slot.Word = slot.Word.Unused();
        }

        Call(At.ForbidInUse, At.LetGoNext);
    }
}
