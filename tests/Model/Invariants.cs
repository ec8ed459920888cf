namespace MappingCache.Model;

/// <summary>What must hold in every state, and what must hold when all threads rest.</summary>
internal sealed class Invariants(Configuration configuration)
{
    /// <summary>What is wrong, in words, if anything is.</summary>
    public string What { get; private set; } = "";

    /// <summary>Looks at a state.</summary>
    public Violation Check(in State state)
    {
        Violation found = CheckEntries(state);
        found = found != Violation.None ? found : CheckSlots(state);
        found = found != Violation.None ? found : CheckHolds(state);
        return found != Violation.None || !IsAtRest(state) ? found : CheckAtRest(state);
    }

    /// <summary>Whether all programs have come to their ends.</summary>
    public bool IsEnd(in State state)
    {
        for (int thread = 0; thread < configuration.Threads; thread++)
        {
            if (state.Threads[thread].At != At.End || state.Threads[thread].Buffered > 0)
            {
                return false;
            }
        }

        return true;
    }

    private Violation CheckEntries(in State state)
    {
        for (int window = 0; window < configuration.Windows; window++)
        {
            DirectoryEntry entry = state.Entries[window];
            if (entry.IsEmpty)
            {
                continue;
            }

            ref readonly SlotImage slot = ref state.Slots[entry.Slot];
            if (slot.Word.Generation != entry.Generation || slot.Owner != window + 1 ||
                slot.Word.Phase is SlotPhase.Free or SlotPhase.Failed or SlotPhase.Retired)
            {
                return Is(Violation.EntryAstray, $"the entry of window {window} names slot {entry.Slot}, which is {slot.Word.Phase} in another life, for another window, or mapping nothing");
            }
        }

        return Violation.None;
    }

    private Violation CheckSlots(in State state)
    {
        for (int index = 0; index < configuration.Slots; index++)
        {
            ref readonly SlotImage slot = ref state.Slots[index];
            SlotPhase phase = slot.Word.Phase;
            if (IsPublished(phase) && (slot.Owner == 0 || state.Entries[slot.Owner - 1].WithoutLight != new DirectoryEntry(index, slot.Word.Generation)))
            {
                return Is(Violation.ReadyUnpublished, $"slot {index} is {phase} and no entry names it");
            }

            if (phase is SlotPhase.Free or SlotPhase.Dying or SlotPhase.Retired && slot.Word.Pins > MarksOf(slot))
            {
                return Is(Violation.PinnedUnowned, $"slot {index} is {phase} and has pins");
            }

            if (phase is SlotPhase.Free or SlotPhase.Retired && slot.Maps != 0 && !configuration.UnmapFails)
            {
                return Is(Violation.FreeButMapped, $"slot {index} is {phase} and maps something");
            }

            if (phase == SlotPhase.Ready && IsUnleased(state, slot))
            {
                return Is(Violation.MappedUnleased, $"slot {index} is Ready and maps a file whose lease was given back");
            }

            if (phase == SlotPhase.Mapping && slot.HasFaults)
            {
                return Is(Violation.PoisonKept, $"slot {index} is being mapped and has faults");
            }

            for (int other = index + 1; other < configuration.Slots; other++)
            {
                if (IsPublished(phase) && IsPublished(state.Slots[other].Word.Phase) && state.Slots[other].Owner == slot.Owner)
                {
                    return Is(Violation.MappedTwice, $"slots {index} and {other} map the same window");
                }
            }
        }

        return Violation.None;
    }

    private Violation CheckHolds(in State state)
    {
        Span<int> holders = stackalloc int[State.MaxSlots];
        for (int thread = 0; thread < configuration.Threads; thread++)
        {
            ref readonly ThreadImage it = ref state.Threads[thread];
            Violation found = CheckHold(state, thread, it.FirstHold, holders);
            found = found != Violation.None ? found : CheckHold(state, thread, it.SecondHold, holders);
            if (found != Violation.None)
            {
                return found;
            }
        }

        for (int index = 0; index < configuration.Slots; index++)
        {
            if (state.Slots[index].Word.Pins < holders[index])
            {
                return Is(Violation.PinLost, $"slot {index} has fewer pins than holders");
            }
        }

        return Violation.None;
    }

    private Violation CheckHold(in State state, int thread, HoldImage hold, Span<int> holders)
    {
        if (hold.Kind == HoldKind.None)
        {
            return Violation.None;
        }

        ref readonly SlotImage slot = ref state.Slots[hold.Slot];
        if ((int)slot.Word.Generation != hold.Generation || slot.Maps != hold.Window || slot.MapsVersion != hold.Version)
        {
            return Is(Violation.ChangedUnderHolder, $"the mapping of slot {hold.Slot} changed while thread {thread} holds it");
        }

        bool isLight = hold.Kind == HoldKind.Light;
        if (slot.Word.Phase is not (SlotPhase.Ready or SlotPhase.Detached or SlotPhase.Poisoned) && !(isLight && slot.Word.Phase == SlotPhase.Dying))
        {
            return Is(Violation.HeldInWrongPhase, $"thread {thread} holds slot {hold.Slot}, which is {slot.Word.Phase}");
        }

        if (IsUnleased(state, slot))
        {
            return Is(Violation.MappedUnleased, $"thread {thread} holds slot {hold.Slot}, which maps a file whose lease was given back");
        }

        if (slot.HasZeros && !slot.HasFaults)
        {
            return Is(Violation.PoisonUntold, $"thread {thread} holds slot {hold.Slot}, which has zeros and no fault");
        }

        if (state.IsUnreserved)
        {
            return Is(Violation.UsedAfterUnreserve, $"the range was given back while thread {thread} holds slot {hold.Slot}");
        }

        holders[hold.Slot] += isLight ? 0 : 1;
        return Violation.None;
    }

    private bool IsAtRest(in State state)
    {
        for (int thread = 0; thread < configuration.Threads; thread++)
        {
            ref readonly ThreadImage it = ref state.Threads[thread];
            bool rests = it.Buffered == 0 && it.At switch
            {
                At.End or At.Acquire or At.LightRead or At.Release or At.EndLight or At.Share or At.Invalidate or At.Refresh or At.BehindRead or At.CloseFlag or At.FaultCount or At.WriteOpen => true,
                At.LetGoLook or At.ForgetUseLook => it.Look == 0 && configuration.OperationOf(thread, it.Operation).Kind != 'X',
                At.Sleep => it.Outcome == (byte)Waiter.Outcome.Waiting,
                At.FollowParked => (state.Slots[it.Slot].Parked & (1 << thread)) != 0,
                At.TakeTurn => true,
                _ => false,
            };
            if (!rests)
            {
                return false;
            }
        }

        return true;
    }

    private Violation CheckAtRest(in State state)
    {
        bool isHeld = false;
        int retired = 0;
        Span<int> holders = stackalloc int[State.MaxSlots];
        for (int thread = 0; thread < configuration.Threads; thread++)
        {
            ref readonly ThreadImage it = ref state.Threads[thread];
            isHeld |= it.FirstHold.Kind != HoldKind.None || it.At == At.FollowParked;
            holders[it.FirstHold.Slot] += it.FirstHold.Kind == HoldKind.Pin ? 1 : 0;
            holders[it.SecondHold.Slot] += it.SecondHold.Kind == HoldKind.Pin ? 1 : 0;
            holders[it.Slot] += it.At == At.FollowParked ? 1 : 0;
        }

        for (int index = 0; index < state.Count; index++)
        {
            ref readonly SlotImage slot = ref state.Slots[index];
            retired += slot.List == SlotList.Retired ? 1 : 0;
            Violation found = CheckSlotAtRest(state, index, holders[index]);
            if (found != Violation.None)
            {
                return found;
            }
        }

        if (state.Limit != state.InService + retired)
        {
            return Is(Violation.CapacityMiscounted, "the slots that may be taken are not those in service and those retired");
        }

        return state.IsClosed && !isHeld && !state.IsUnreserved
            ? Is(Violation.NeverUnreserved, "nothing is held, the cache is closed, and its range was not given back")
            : CheckWaiters(state);
    }

    private Violation CheckSlotAtRest(in State state, int index, int holders)
    {
        ref readonly SlotImage slot = ref state.Slots[index];
        SlotPhase phase = slot.Word.Phase;
        bool isToBeHad = phase == SlotPhase.Free || slot.List == SlotList.Spares ||
            (slot.Word.CanClaim(slot.Word.Generation) && !IsNamed(state, new DirectoryEntry(index, slot.Word.Generation)));
        if (state.Waiting > 0 && isToBeHad)
        {
            return Is(Violation.WaitsInVain, $"thread {state.Queue[0]} waits while slot {index} can be had");
        }

        bool isSpare = slot.List == SlotList.Spares && !state.NeedsAttention;
        if (phase is SlotPhase.Mapping or SlotPhase.Failed || (phase == SlotPhase.Dying && !isSpare))
        {
            return Is(Violation.LeftBusy, $"slot {index} is left {phase}");
        }

        if (phase == SlotPhase.Poisoned && !state.IsPoisonNoted)
        {
            return Is(Violation.PoisonLeft, $"slot {index} is left Poisoned, and no release looks for it");
        }

        // A detached slot that a light window held stays until somebody looks.
        if (phase == SlotPhase.Detached && slot.Word.Pins == 0 && configuration.LightThreads == 0)
        {
            return Is(Violation.LeftBusy, $"slot {index} is left {phase} without a pin");
        }

        if (phase == SlotPhase.Free && slot.List != SlotList.Free)
        {
            return Is(Violation.FreeButLost, $"slot {index} is Free and on no list");
        }

        return slot.Word.Pins - MarksOf(slot) != holders
            ? Is(Violation.PinsMiscounted, $"slot {index} has {slot.Word.Pins} pins and {holders} holders")
            : Violation.None;
    }

    private Violation CheckWaiters(in State state)
    {
        if (state.Waiting > 0 && state.Count < state.Limit)
        {
            return Is(Violation.WaitsInVain, $"thread {state.Queue[0]} waits while more slots may be taken");
        }

        for (int place = 0; place < state.Waiting; place++)
        {
            int thread = state.Queue[place];
            Operation wants = configuration.OperationOf(thread, state.Threads[thread].Operation);
            if (wants.Kind != 'S' && !state.Entries[wants.Argument].IsEmpty)
            {
                return Is(Violation.WaitsForMapped, $"thread {thread} waits for a slot although window {wants.Argument} is mapped");
            }
        }

        return Violation.None;
    }

    // Everything has arrived.
    private bool IsNamed(in State state, DirectoryEntry life)
    {
        for (int thread = 0; thread < configuration.Threads; thread++)
        {
            for (int place = 0; place < configuration.Places; place++)
            {
                if (state.Threads[thread].Record[place] == life.WithLight)
                {
                    return true;
                }
            }
        }

        return false;
    }

    // A pin that is nobody's says of a claimed slot that a page of it could not be had.
    private static int MarksOf(in SlotImage slot) => slot.HasFaults && slot.Word.Phase == SlotPhase.Dying ? Math.Min(slot.Word.Pins, 1) : 0;

    private bool IsUnleased(in State state, in SlotImage slot) =>
        configuration.HasLease && !state.IsLeased && slot.Maps != 0 && slot.Copied == 0 && configuration.FileOf(slot.Maps - 1) == 0;

    private static bool IsPublished(SlotPhase phase) => phase is SlotPhase.Ready or SlotPhase.Poisoned;

    private Violation Is(Violation violation, string what)
    {
        What = what;
        return violation;
    }
}
