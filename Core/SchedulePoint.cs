namespace MappingCache;

/// <summary>The steps of the slot protocol between which another thread can make a difference.</summary>
internal enum SchedulePoint
{
    /// <summary>The directory entry was read; next, its slot is pinned.</summary>
    Pin,

    /// <summary>Next, a pin is given back.</summary>
    Unpin,

    /// <summary>The last pin is gone, or a claimed slot was given back; next, whoever did it looks for waiters.</summary>
    LookForWaiters,

    /// <summary>A slot was taken; next, its entry is published.</summary>
    Publish,

    /// <summary>The entry is published; next, the system maps the window.</summary>
    Map,

    /// <summary>The mapping stands or failed; next, the slot's phase says so.</summary>
    EndMap,

    /// <summary>The slot is no longer Mapping; next, those who wait for the mapping are woken.</summary>
    WakeFollowers,

    /// <summary>A slot was pinned for a light window; next, its entry gets the light bit.</summary>
    LightAllow,

    /// <summary>The directory entry was read; next, a light window names it in the thread's record.</summary>
    LightName,

    /// <summary>The entry is named; next, it is looked at again.</summary>
    LightLook,

    /// <summary>A light window's name is gone; next, whoever ended it looks for waiters.</summary>
    LightEnded,

    /// <summary>A slot was claimed; next, its entry's light bit is taken away.</summary>
    LightForbid,

    /// <summary>A slot was claimed and its light bit is gone; next, a process-wide barrier shows what threads have named.</summary>
    LightBarrier,

    /// <summary>The barrier was passed; next, the claimant looks whether a light window holds the slot.</summary>
    LookForLight,

    /// <summary>A light window holds the claimed slot; next, it is given back.</summary>
    LightRestore,

    /// <summary>A slot was claimed; next, its entry is cleared.</summary>
    ClearEntry,

    /// <summary>Next, a slot is marked Detached, and then its entry is cleared; a twin that is broken here pins it only.</summary>
    Detach,

    /// <summary>Nobody is to have the slot as it is; next, its mapping is taken away.</summary>
    Unmap,

    /// <summary>Next, a slot is pushed on the free list.</summary>
    PushFree,

    /// <summary>A slot lies on the free list; next, it is offered to the waiters.</summary>
    Serve,

    /// <summary>A waiter has queued up as the first; next, it looks at the slots again.</summary>
    LookAgain,
}
