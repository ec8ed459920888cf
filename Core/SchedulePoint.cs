namespace MappingCache;

/// <summary>The steps of the slot protocol between which another thread can make a difference.</summary>
internal enum SchedulePoint
{
    /// <summary>The directory entry was read; next, its slot is pinned.</summary>
    Pin,

    /// <summary>Next, a pin is given back.</summary>
    Unpin,

    /// <summary>The last pin is gone; next, the releaser looks for waiters.</summary>
    LookForWaiters,

    /// <summary>A slot was taken; next, its entry is published.</summary>
    Publish,

    /// <summary>The entry is published; next, the system maps the window.</summary>
    Map,

    /// <summary>The mapping stands or failed; next, the slot's phase says so.</summary>
    EndMap,

    /// <summary>The slot is no longer Mapping; next, those who wait for the mapping are woken.</summary>
    WakeFollowers,

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

    /// <summary>A waiter has queued up; next, it looks at the slots again before it sleeps.</summary>
    LookAgain,
}
