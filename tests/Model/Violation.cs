namespace MappingCache.Model;

/// <summary>What is found wrong.</summary>
internal enum Violation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>An entry names what it must not: an older life, another's slot, or one that maps nothing.</summary>
    EntryAstray,

    /// <summary>A slot is Ready, and no entry names it.</summary>
    ReadyUnpublished,

    /// <summary>Two slots are Ready for one window.</summary>
    MappedTwice,

    /// <summary>A slot that belongs to one thread, or to nobody, carries pins.</summary>
    PinnedUnowned,

    /// <summary>A slot carries fewer pins than there are holders.</summary>
    PinLost,

    /// <summary>A pin is given back that nobody has.</summary>
    PinBelowZero,

    /// <summary>A window is given out on a slot that maps something else.</summary>
    WrongWindow,

    /// <summary>What a window shows is older than a change that was known before it was asked for.</summary>
    StaleWindow,

    /// <summary>The mapping changes under somebody who holds it.</summary>
    ChangedUnderHolder,

    /// <summary>A slot is held that is in no phase to be held.</summary>
    HeldInWrongPhase,

    /// <summary>A window is given out with zeros in the place of a page, which were there before it was asked for.</summary>
    PoisonGivenOut,

    /// <summary>Who holds a window with zeros in the place of a page is told that it is whole.</summary>
    PoisonUntold,

    /// <summary>A window that is mapped anew has the faults of another.</summary>
    PoisonKept,

    /// <summary>All threads rest, and a poisoned slot is in its directory, which nobody will look for.</summary>
    PoisonLeft,

    /// <summary>A window is held, or to be had, that maps the pages of a file whose lease was given back.</summary>
    MappedUnleased,

    /// <summary>An entry is cleared that is not its slot's.</summary>
    ForeignEntryCleared,

    /// <summary>A slot is pushed that is on a list already.</summary>
    PushedTwice,

    /// <summary>A free or retired slot maps something.</summary>
    FreeButMapped,

    /// <summary>The range was given back while a window was held or a mapping made.</summary>
    UsedAfterUnreserve,

    /// <summary>The range was given back a second time.</summary>
    UnreservedTwice,

    /// <summary>All threads rest, and a slot is left in a phase that somebody should have ended.</summary>
    LeftBusy,

    /// <summary>All threads rest, and a free slot is on no list.</summary>
    FreeButLost,

    /// <summary>All threads rest, and a slot's pins are not its holders.</summary>
    PinsMiscounted,

    /// <summary>All threads rest, and somebody waits while there is a slot to be had.</summary>
    WaitsInVain,

    /// <summary>All threads rest, and somebody waits for a slot whose window is mapped.</summary>
    WaitsForMapped,

    /// <summary>All threads rest, nothing is held, and the range of a closed cache was not given back.</summary>
    NeverUnreserved,

    /// <summary>All threads rest, and the slots that may be taken are not those in service and those retired.</summary>
    CapacityMiscounted,

    /// <summary>The end of all programs cannot be reached any more without a cancellation: a deadlock or a lost wake-up.</summary>
    EndUnreachable,

    /// <summary>Every thread may go on for ever and the programs never end.</summary>
    Livelock,
}
