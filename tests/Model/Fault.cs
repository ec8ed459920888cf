namespace MappingCache.Model;

/// <summary>What a broken twin of the protocol does. The step that it breaks asks for it by name.</summary>
internal enum Fault
{
    /// <summary>Nothing: the protocol as built.</summary>
    None,

    // Pins and generations.

    /// <summary>A pin is added to whatever the word is by then, after a look.</summary>
    PinBlindly,

    /// <summary>A pin does not compare generations.</summary>
    PinIgnoresGeneration,

    /// <summary>A slot's next life has the generation of the one before.</summary>
    GenerationKept,

    /// <summary>A pin is given back twice.</summary>
    UnpinTwice,

    /// <summary>Whether somebody waits is read before the pin is taken off.</summary>
    CountReadBeforeUnpin,

    /// <summary>The last release claims only if not even the uses have changed since.</summary>
    HandOffOnce,

    /// <summary>The last release leaves a detached slot as it is.</summary>
    DetachedStays,

    // A miss.

    /// <summary>The word says Ready before the mapping is made.</summary>
    ReadyBeforeMapped,

    /// <summary>The entry is published by a store.</summary>
    PublishedByStore,

    /// <summary>The slot's owner is written after the publication.</summary>
    OwnerAfterPublication,

    /// <summary>What is mapped is chosen before the publication.</summary>
    VersionBeforePublication,

    /// <summary>Who publishes a window sends nobody back who waits for a slot for it.</summary>
    PublisherSendsNobodyBack,

    /// <summary>A follower parks without a look at the phase under the gate's lock.</summary>
    FollowerParksUnlooked,

    /// <summary>Followers are woken before the phase has changed.</summary>
    FollowersWokenEarly,

    /// <summary>The mapper frees a failed slot that others still pin.</summary>
    MapperFreesFailed,

    /// <summary>A failed mapping leaves its entry.</summary>
    FailureLeavesEntry,

    // Waiting.

    /// <summary>Nobody who has queued up looks at the slots again.</summary>
    NobodyLooksAgain,

    /// <summary>The first waiter stops its look as soon as it is served itself.</summary>
    FirstStopsWhenServed,

    /// <summary>A first waiter that leaves, because its window was published, does not look.</summary>
    LeavingFirstLooksNot,

    /// <summary>A waiter relies on a first that has been served already.</summary>
    ReliesOnFinishedFirst,

    /// <summary>A waiter does not read its entry again once it has queued up.</summary>
    EntryNotReadAgain,

    /// <summary>A waiter passes no process-wide barrier before it looks at the slots.</summary>
    WaiterPassesNoBarrier,

    /// <summary>A cancelled waiter keeps the slot that it was granted.</summary>
    CancelledKeepsGrant,

    /// <summary>A follower that is cancelled keeps its pin.</summary>
    CancelledFollowerKeepsPin,

    /// <summary>A slot is freed, and not pushed on the free list.</summary>
    FreedNotPushed,

    /// <summary>A slot is freed without a look for waiters.</summary>
    FreedWithoutServing,

    /// <summary>Slots that were taken in a chunk are not offered to waiters.</summary>
    GrownWithoutServing,

    /// <summary>A limit that is raised is not offered to waiters.</summary>
    GrowthNotOffered,

    /// <summary>Spares are pushed without a look for waiters.</summary>
    SparesKeptFromWaiters,

    // Claims.

    /// <summary>A slot is unmapped after it was pushed on the free list.</summary>
    UnmappedAfterPush,

    /// <summary>Who claims a detached slot clears its owner's entry.</summary>
    DetachedVacated,

    /// <summary>The entry is cleared before the names are looked at.</summary>
    VacatedBeforeScan,

    /// <summary>The same, and set again if the slot is given back.</summary>
    VacatedBeforeScanThenRestored,

    /// <summary>The light bit stays while the names are looked at.</summary>
    BitStays,

    /// <summary>Who claims passes no process-wide barrier.</summary>
    ClaimantPassesNoBarrier,

    /// <summary>Who claims does not look at the names.</summary>
    NamesNotLookedFor,

    /// <summary>Who claims a detached slot does not look at the names.</summary>
    DetachedNotLookedFor,

    /// <summary>Who gives a claimed slot back does not look for waiters.</summary>
    RestoreLooksForNobody,

    /// <summary>Who gives a claimed slot back has looked for waiters before.</summary>
    CountedBeforeRestore,

    /// <summary>A slot is claimed without a look at the names first, again and again.</summary>
    ClaimsWithoutLooking,

    // Light windows.

    /// <summary>An entry that was named is not looked at again.</summary>
    EntryNotLookedAtAgain,

    /// <summary>The look at the entry does not compare the generation.</summary>
    LookIgnoresGeneration,

    /// <summary>The light bit is set without a pin.</summary>
    BitWithoutPin,

    /// <summary>Light windows are in use only once the first is held.</summary>
    InUseTooLate,

    /// <summary>A thread's record is among all only once it holds a light window.</summary>
    RecordListedTooLate,

    /// <summary>Who ends a light window does not look for waiters.</summary>
    LightEndLooksForNobody,

    /// <summary>Who withdraws a name does not look for waiters.</summary>
    WithdrawalLooksForNobody,

    /// <summary>Between the end of a light window and the look at its slot there is no fence.</summary>
    NoFenceAfterLight,

    // Detaching.

    /// <summary>The entry is cleared before the slot is marked.</summary>
    EntryClearedBeforeMark,

    /// <summary>Mappings in progress are not detached.</summary>
    DetachSkipsMapping,

    /// <summary>Slots that are claimed are not detached, though they may be given back.</summary>
    DetachSkipsDying,

    /// <summary>Who finds a stale copy clears its entry without marking the slot.</summary>
    StaleDroppedUnmarked,

    // Pages that cannot be had.

    /// <summary>A fault is counted after zeros were mapped.</summary>
    CountedAfterZeros,

    /// <summary>A slot is marked Poisoned after zeros were mapped.</summary>
    MarkedAfterZeros,

    /// <summary>The attention word is not told of a fault.</summary>
    PoisonNotNoted,

    /// <summary>Threads keep their key for light windows.</summary>
    LightKeyStays,

    /// <summary>A slot that is claimed is not marked.</summary>
    DyingNotMarked,

    /// <summary>Who gives a marked slot back does not say that there is poison.</summary>
    RestoredUnnoted,

    /// <summary>Who names a window on the slow way does not look for its faults.</summary>
    LightLooksForNoFault,

    /// <summary>Light windows are allowed again while an entry leads to a slot with faults.</summary>
    UnbarredWithEntry,

    /// <summary>A poisoned slot takes pins.</summary>
    PoisonedTakesPins,

    /// <summary>The bit that says that something is poisoned is taken away after the look at the slots.</summary>
    PoisonTakenAfterLook,

    /// <summary>Light windows are allowed again without a look whether there is poison by now.</summary>
    UnbarredUnlooked,

    /// <summary>A slot keeps its faults in its next life.</summary>
    FaultsKept,

    // Leases on files.

    /// <summary>Who has mapped a window does not compare epochs.</summary>
    EpochNotCompared,

    /// <summary>The epoch that is compared was read once the window was mapped.</summary>
    EpochReadAfterMapping,

    /// <summary>The epoch moves on only once the entries were given up.</summary>
    EpochMovesAfterGivingUp,

    /// <summary>A lease that was given counts as held although it was broken since it was asked for.</summary>
    HeldInAnyEpoch,

    /// <summary>The lease may be asked for again before it was given back.</summary>
    AskedBeforeLeaseHasEnded,

    /// <summary>The lease may be given back between what is said of its break and the call that asks for it.</summary>
    AskedUnlocked,

    /// <summary>The lease is given back before held windows are swapped.</summary>
    LeaseEndedBeforeSwap,

    /// <summary>A break leaves the entries.</summary>
    BreakDetachesNothing,

    /// <summary>A break leaves the entries of slots that are claimed, though they may be given back.</summary>
    BreakSkipsDying,

    /// <summary>Windows that only light windows hold are not swapped.</summary>
    SwapSkipsLight,

    /// <summary>Slots that are claimed are not swapped, though they may be given back.</summary>
    SwapSkipsDying,

    /// <summary>Who swaps passes no process-wide barrier.</summary>
    SwapPassesNoBarrier,

    // Capacity and the end.

    /// <summary>A slot is retired with its entry in place.</summary>
    RetiredWithEntry,

    /// <summary>A slot is retired and still counted as in service.</summary>
    RetiredInService,

    /// <summary>The mapper does not look whether the cache is closed.</summary>
    ClosedNotLookedAt,

    /// <summary>Releases are not told that the cache is closed.</summary>
    ReleasesNotToldOfClose,

    /// <summary>Who closes passes no process-wide barrier.</summary>
    CloserPassesNoBarrier,

    /// <summary>Who closes leaves slots that were detached and have no pin.</summary>
    CloserLeavesDetached,

    /// <summary>The range is given back while only light windows are held.</summary>
    UnreservedUnderLight,

    /// <summary>The range is given back by everybody who finds all slots free.</summary>
    UnreservedTwice,
}
