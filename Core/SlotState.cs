using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>
/// The word that decides a slot's life. Pure: every transition takes a value and returns the next one, so that the
/// product, which swaps the values atomically (<see cref="Slot"/>), and whoever explores the protocol share this file.
/// </summary>
/// <remarks>
/// <code>
///  63                             25 24    22 21   20 19          0
/// ┌─────────────────────────────────┬────────┬───────┬─────────────┐
/// │ generation                   39 │ phase 3│ use 2 │ pins     20 │
/// └─────────────────────────────────┴────────┴───────┴─────────────┘
///
///            BeginMap              MapDone               Claim
///   Free ─────────────► Mapping ─────────────► Ready ───────────► Dying ──► Free (Release), Mapping (BeginMap)
///     ▲                    │ MapFailed           │ Detach           ▲ │
///     │    last unpin      ▼                     ▼        Claim     │ │ Restore (a light window holds it)
///     └───────────────── Failed               Detached ─────────────┘ ▼ Ready, Detached, Poisoned
///
///   Ready ──► Poisoned ──► Detached, Dying            (Poison: by whoever handles a fault, while somebody holds the slot;
///                                                      a Dying slot gets a pin then, to be given back as Poisoned)
///   Free, Dying ──► Retired ──► Free      (Retire, Release: by the one who owns the slot, when the cache is resized)
/// </code>
/// The generation moves on whenever a slot is taken for another window and never repeats in practice (2^39 remaps of
/// one slot take weeks of nothing else), so whatever remembers an earlier life, an entry or a lease, never matches.
/// The phase stands right above the bits that come and go with use, so "this life, and ready" is one comparison.
/// </remarks>
/// <param name="Word">The packed value.</param>
internal readonly record struct SlotState(ulong Word)
{
    private const int PinBits = 20;
    private const int UseBits = 2;
    private const int PhaseBits = 3;
    private const int PhaseShift = PinBits + UseBits;
    private const ulong Ready = (ulong)SlotPhase.Ready << PhaseShift;
    private const ulong OneUse = 1UL << PinBits;
    private const ulong PhaseMask = ((1UL << PhaseBits) - 1) << PhaseShift;

    /// <summary>Most pins that a slot can carry; one more is refused.</summary>
    public const int MaxPins = (1 << PinBits) - 1;

    /// <summary>Recency of use, as CLOCK counts it, saturates here.</summary>
    public const int MaxUse = (1 << UseBits) - 1;

    /// <summary>Where a generation stands, in directory entries too.</summary>
    public const int GenerationShift = PhaseShift + PhaseBits;

    /// <summary>Bits of a generation.</summary>
    public const int GenerationBits = 64 - GenerationShift;

    public int Pins
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)(Word & MaxPins);
    }

    public int Use
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)(Word >> PinBits) & MaxUse;
    }

    public SlotPhase Phase
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (SlotPhase)((Word & PhaseMask) >> PhaseShift);
    }

    /// <summary>Whether it is in a phase, without moving the word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Is(SlotPhase phase) => (Word & PhaseMask) == (ulong)phase << PhaseShift;

    public ulong Generation => Word >> GenerationShift;

    /// <summary>The one life of a line outside the table (<see cref="LooseLines"/>): one pin, and a phase that sends its release the slow way.</summary>
    public static SlotState Loose => new(((ulong)SlotPhase.Detached << PhaseShift) | 1);

    /// <summary>Whether the slot maps, now, the window that an entry of this generation named.</summary>
    public bool IsReady(ulong generation) =>
        Word >> PhaseShift == ((generation << PhaseBits) | (ulong)SlotPhase.Ready);

    /// <summary>The same, for a generation that stands where it stands in the word: without moving either.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsReadyIn(ulong life) => Word - life - Ready < 1UL << PhaseShift;

    /// <summary>Whether the holder of an entry of this generation may pin: the slot maps, or is about to map, its window.</summary>
    public bool CanPin(ulong generation) =>
        (IsReady(generation) || (Generation == generation && Phase == SlotPhase.Mapping)) && Pins < MaxPins;

    /// <summary>One pin more, and one use while there is room for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SlotState Pin() => new(Use < MaxUse ? Word + OneUse + 1 : Word + 1);

    /// <summary>One pin less. The caller holds one.</summary>
    public SlotState Unpin() => new(Word - 1);

    /// <summary>Whether a thread may take the slot out of circulation: nobody pins it, and it lives the life that was looked at.</summary>
    public bool CanClaim(ulong generation) =>
        Generation == generation && Pins == 0 && Phase is SlotPhase.Ready or SlotPhase.Detached or SlotPhase.Poisoned;

    /// <summary>Ready, Detached or Poisoned → Dying: the caller becomes the slot's only owner.</summary>
    public SlotState Claim() => In(SlotPhase.Dying);

    /// <summary>Dying → the phase it was claimed in, or Poisoned if that was Ready and there was a fault since. Only while its entry stands, if it has one.</summary>
    public SlotState Restore(SlotPhase was) =>
        new(In(Pins != 0 && was == SlotPhase.Ready ? SlotPhase.Poisoned : was).Word & ~(ulong)MaxPins);

    /// <summary>Free or Dying → Mapping, for another window: a new generation, its first use, and its owner's pin. Nothing of the old life is kept.</summary>
    /// <param name="isPassing">Whether it is a window that will hardly be wanted again: then its first use is not counted.</param>
    public SlotState BeginMap(bool isPassing = false) =>
        new(((Generation + 1) << GenerationShift) | ((ulong)SlotPhase.Mapping << PhaseShift) | (isPassing ? 0 : OneUse) | 1);

    /// <summary>Mapping → Ready, keeping the pins of those who wait.</summary>
    public SlotState MapDone() => In(SlotPhase.Ready);

    /// <summary>Mapping → Failed, keeping the pins of those who have to be told.</summary>
    public SlotState MapFailed() => In(SlotPhase.Failed);

    /// <summary>Whether the slot has its entry still, in the life of this generation, and nobody is at work on it: it may be detached.</summary>
    public bool CanDetach(ulong generation) =>
        Generation == generation && Pins < MaxPins && Phase is SlotPhase.Ready or SlotPhase.Poisoned;

    /// <summary>Whether whoever handles a fault has a mark to leave.</summary>
    public bool CanPoison => Phase is SlotPhase.Ready or SlotPhase.Dying;

    /// <summary>
    /// Ready → Poisoned, keeping everything else; or the mark on a slot that is being claimed, the pin that it does not have
    /// otherwise, for <see cref="Restore"/>. On Linux the same is done in machine code (BusGuard.*.S), which knows where
    /// phase and pins stand.
    /// </summary>
    public SlotState Poison() => Phase == SlotPhase.Ready ? In(SlotPhase.Poisoned) : new(Word | 1);

    /// <summary>Ready or Poisoned → Detached, with a pin for the one who detaches, until the entry is cleared.</summary>
    public SlotState Detach() => new(In(SlotPhase.Detached).Word + 1);

    /// <summary>Anything that has one owner → Free. The generation stays, so that old entries still fail to match.</summary>
    public SlotState Release() => new((Generation << GenerationShift) | ((ulong)SlotPhase.Free << PhaseShift));

    /// <summary>Free or Dying → Retired: out of service, mapping nothing, until <see cref="Release"/> puts it back.</summary>
    public SlotState Retire() => new((Generation << GenerationShift) | ((ulong)SlotPhase.Retired << PhaseShift));

    /// <summary>Nobody pins the slot, and nobody has since its uses were last taken off.</summary>
    public bool IsUnused => Pins == 0 && Use == 0;

    /// <summary>No use left: whatever is seen of it later came after this.</summary>
    public SlotState Unused() => new(Word & ~(OneUse * MaxUse));

    /// <summary>One use less: the clock hand has passed.</summary>
    public SlotState Age() => new(Word - OneUse);

    private SlotState In(SlotPhase phase) => new((Word & ~PhaseMask) | ((ulong)phase << PhaseShift));
}
