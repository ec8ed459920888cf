using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MappingCache;

/// <summary>
/// A slot's 64-byte line in native memory: the word that decides its life, and what only one thread at a time writes.
/// Every ordered access to the word is here.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct Slot
{
    private ulong _word;
    private int _faults;
    private int _aged;
    private ulong _lastRelease;

    /// <summary>The next slot on the free list, meaningful while this one is on it.</summary>
    public int NextFree;

    /// <summary>Why the mapping could not be made. Written by the mapper before the phase says Failed, read by those who hold a pin.</summary>
    public OsError Error;

    /// <summary>How many bytes of its window the mapping reaches over. Written by the mapper before the phase says Ready, read by those who hold the mapping.</summary>
    public int Covered;

    /// <summary>The state at this moment. Acquire: what the writer did before it, a mapping above all, is visible.</summary>
    public readonly SlotState State
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Volatile.Read(in _word));
    }

    /// <summary>Pages that could not be had in this life of the slot, and were replaced by zeros, at the least. Acquire: who finds none has read none of those zeros before it.</summary>
    public readonly int Faults => Volatile.Read(in _faults);

    /// <summary>When the slot was last given back, on the clock of strict LRU. A stamp is written while its pin is held, so a claim, which needs no pins, finds the last one.</summary>
    public ulong LastRelease
    {
        readonly get => Volatile.Read(in _lastRelease);
        set => Volatile.Write(ref _lastRelease, value);
    }

    /// <summary>
    /// Pins the slot if it still lives the life that the entry named. On success nothing needs to be looked at again:
    /// the swap proved generation and phase at the moment it added the pin.
    /// </summary>
    /// <param name="generation">The generation in the directory entry.</param>
    /// <param name="state">The state with the pin, or the one that refused it.</param>
    /// <returns>Whether the caller now holds a pin, to be given back by <see cref="Unpin"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPin(ulong generation, out SlotState state)
    {
        SlotState seen = State;
        while (seen.CanPin(generation))
        {
            // Pairs with TryClaim: both swap the same word, so either a claim sees this pin or this swap sees Dying.
            SlotState found = Swap(seen.Pin(), seen);
            if (found == seen)
            {
                state = seen.Pin();
                return true;
            }

            seen = found;
        }

        state = seen;
        return false;
    }

    /// <summary>Pins the slot if it maps, now, the window that the entry named: the hit.</summary>
    /// <param name="life">The generation in the directory entry, where it stands there.</param>
    /// <returns>Whether the caller now holds a pin. False also when the mapping is still being made.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPinReady(ulong life)
    {
        SlotState seen = State;
        while (seen.IsReadyIn(life) && seen.Pins < SlotState.MaxPins)
        {
            SlotState found = Swap(seen.Pin(), seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    /// <summary>Pins the slot for a thread that holds its mapping by a light window: Ready or Detached, and never given to another window meanwhile.</summary>
    /// <returns>Whether the caller now holds a pin; false when the slot carries as many as can be counted.</returns>
    public bool TryPinHeld<TSchedule>()
        where TSchedule : struct, ISchedulePoints
    {
        SpinWait spin = default;
        while (true)
        {
            SlotState seen = State;
            if (seen.Phase == SlotPhase.Dying)
            {
                // Somebody has claimed it, and will find that it is held.
                _ = TSchedule.Reached(SchedulePoint.Spin);
                spin.SpinOnce(sleep1Threshold: -1);
            }
            else if (seen.Pins == SlotState.MaxPins)
            {
                return false;
            }
            else if (Swap(seen.Pin(), seen) == seen)
            {
                return true;
            }
        }
    }

    /// <summary>Pins the slot if its word is still what was looked at, and it is kept by those who hold it alone.</summary>
    /// <returns>Whether the caller now holds a pin.</returns>
    public bool TryPinDetached(SlotState seen) =>
        seen.Phase == SlotPhase.Detached && seen.Pins < SlotState.MaxPins && Swap(seen.Pin(), seen) == seen; // Pairs with TryClaim.

    /// <summary>Gives a pin back.</summary>
    /// <returns>
    /// The state without it. At no pins the caller goes on to look for waiters: the decrement is a full fence and pairs
    /// with the waiter's, who counts itself in before it looks at the slots; so one of the two sees the other.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SlotState Unpin()
    {
        SlotState state = new(Interlocked.Decrement(ref _word));
        Fence.AfterInterlocked();
        return state;
    }

    /// <summary>Takes the slot out of circulation if it lives this life and nobody pins it.</summary>
    /// <returns>Whether the caller is now its only owner; <paramref name="was"/> says what it was before, Ready (the owner then clears its entry) or Detached (whose entry is cleared already).</returns>
    public bool TryClaim(ulong generation, out SlotPhase was)
    {
        SlotState seen = State;
        while (seen.CanClaim(generation))
        {
            // Pairs with TryPin.
            SlotState found = Swap(seen.Claim(), seen);
            if (found == seen)
            {
                was = seen.Phase;
                return true;
            }

            seen = found;
        }

        was = seen.Phase;
        return false;
    }

    /// <summary>Takes the slot out of circulation if its word is still exactly what was looked at: nobody has pinned it since, not even for a moment.</summary>
    /// <returns>Whether the caller is now its only owner.</returns>
    public bool TryClaim(SlotState seen) =>
        seen.CanClaim(seen.Generation) && Swap(seen.Claim(), seen) == seen; // Pairs with TryPin.

    /// <summary>Takes the slot of this life out of its directory's reach: Ready or Poisoned → Detached, with a pin for the caller.</summary>
    /// <returns>False when it was neither any more.</returns>
    public bool TryDetach(ulong generation)
    {
        SlotState seen = State;
        while (seen.CanDetach(generation))
        {
            SlotState found = Swap(seen.Detach(), seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    /// <summary>The claimant gives the slot back: a light window holds it.</summary>
    /// <returns>The state after it: Poisoned if a page could not be had meanwhile.</returns>
    public SlotState Restore(SlotPhase was)
    {
        SlotState seen = State;
        while (true)
        {
            // Full fence: the claimant looks for waiters next. Pairs with theirs, as Unpin does. A swap: pairs with Poison,
            // so that the slot is never Ready, not even for a moment, after it was marked.
            SlotState next = seen.Restore(was);
            SlotState found = Swap(next, seen);
            if (found == seen)
            {
                Fence.AfterInterlocked();
                return next;
            }

            seen = found;
        }
    }

    /// <summary>A page of the mapping could not be had: whoever holds it reads zeros there, and nobody else shall have it. The caller holds it by a pin or a light window. What <see cref="FaultNotes"/> do where no managed code may run.</summary>
    public void Poison()
    {
        // Full fence: counted before zeros can be read. Pairs with Faults.
        Interlocked.Increment(ref _faults);
        Fence.AfterInterlocked();
        SlotState seen = State;
        while (seen.CanPoison)
        {
            SlotState found = Swap(seen.Poison(), seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    /// <summary>Takes one use off a state that was looked at; lost if the word has moved on, which is as good. Leaves a mark of it.</summary>
    public void TryAge(SlotState seen)
    {
        // Released by the swap. Pairs with TakeAged: who finds the last use gone finds the mark.
        Volatile.Write(ref _aged, 1);
        _ = Swap(seen.Age(), seen);
    }

    /// <summary>Takes the mark that <see cref="TryAge"/> leaves. The word was read before.</summary>
    /// <returns>Whether a use may have been taken off since the mark was last taken.</returns>
    public bool TakeAged() => Interlocked.Exchange(ref _aged, 0) != 0;

    /// <summary>Takes every use off a state that was looked at, so that a use seen later is a later one; in vain if the word has moved on, which is a use itself.</summary>
    public void TryForgetUse(SlotState seen) => _ = Swap(seen.Unused(), seen);

    /// <summary>The only owner takes the slot for another window.</summary>
    /// <returns>The state of its new life; its generation belongs in the entry.</returns>
    public SlotState BeginMap(bool isPassing = false)
    {
        SlotState next = State.BeginMap(isPassing);
        _faults = 0;

        // Release: the slot's owner is written before, and the faults of its last life are forgotten. Pairs with the acquire in TryClaim of whoever evicts it later.
        Volatile.Write(ref _word, next.Word);
        return next;
    }

    /// <summary>Begins the one life of a line outside the table; nobody else knows it yet.</summary>
    public void BeginLoose() => Volatile.Write(ref _word, SlotState.Loose.Word);

    /// <summary>The mapping stands: Mapping → Ready.</summary>
    /// <returns>The state after it; more than one pin means that somebody may be waiting.</returns>
    public SlotState MapDone() => EndMap(done: true);

    /// <summary>The mapping could not be made: Mapping → Failed. The entry was cleared and <see cref="Error"/> written before.</summary>
    /// <returns>The state after it; more than one pin means that somebody may be waiting.</returns>
    public SlotState MapFailed() => EndMap(done: false);

    /// <summary>The only owner lets go of the slot.</summary>
    public void Release() => Volatile.Write(ref _word, State.Release().Word);

    /// <summary>The only owner takes the slot, which maps nothing, out of service.</summary>
    public void Retire() => Volatile.Write(ref _word, State.Retire().Word);

    private SlotState EndMap(bool done)
    {
        SlotState seen = State;
        while (true)
        {
            // Full fence: what mmap did is visible to whoever pins after this. Pairs with TryPin's swap.
            SlotState next = done ? seen.MapDone() : seen.MapFailed();
            SlotState found = Swap(next, seen);
            if (found == seen)
            {
                return next;
            }

            seen = found;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SlotState Swap(SlotState next, SlotState expected) =>
        new(Interlocked.CompareExchange(ref _word, next.Word, expected.Word));
}
