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

    /// <summary>A slot was taken; next, its word begins the life in which it maps the window.</summary>
    BeginMap,

    /// <summary>The slot's word says Mapping; next, its entry is published.</summary>
    Publish,

    /// <summary>The entry is published; next, those who wait for a slot for the same window are sent back to the look-up.</summary>
    SendBack,

    /// <summary>The entry is published; next, the system maps the window.</summary>
    Map,

    /// <summary>The mapping stands or failed; next, the slot's phase says so.</summary>
    EndMap,

    /// <summary>A mapping failed; next, its entry is cleared.</summary>
    ForgetFailed,

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

    /// <summary>A slot was claimed, or marked Detached; next, its entry is cleared.</summary>
    ClearEntry,

    /// <summary>Next, a slot is marked Detached, and then its entry is cleared; a twin that is broken here pins it only.</summary>
    Detach,

    /// <summary>Nobody is to have the slot as it is; next, its mapping is taken away.</summary>
    Unmap,

    /// <summary>Next, a slot is pushed on the free list.</summary>
    PushFree,

    /// <summary>A slot lies on the free list; next, it is offered to the waiters.</summary>
    Serve,

    /// <summary>No slot was to be had; next, whoever wants one queues up.</summary>
    QueueUp,

    /// <summary>A waiter has queued up; next, it looks whether its window was published meanwhile.</summary>
    Queued,

    /// <summary>A waiter has queued up as the first; next, it looks at the slots again.</summary>
    LookAgain,

    /// <summary>The first in the queue looks at the slots, one after the other; next, at one of them.</summary>
    LookAtSlot,

    /// <summary>The cache says that it is closing; next, waiting is ended, and then the entries are read.</summary>
    Closing,

    /// <summary>Somebody else is in the middle of something that takes no time; next, the thread looks again whether it is done.</summary>
    Spin,
}
