namespace MappingCache.Tests.Schedules;

/// <summary>What a thread did to the cache, and how it came out.</summary>
internal enum OperationKind
{
    /// <summary>A window was acquired, or held lightly, or tried for with success.</summary>
    Acquire,

    /// <summary>It was given back.</summary>
    Release,

    /// <summary>There was no slot for a window that was tried for.</summary>
    Refuse,

    /// <summary>The cache was closed, and so gave no window.</summary>
    Deny,

    /// <summary>Something that changes neither what windows show nor who holds them: a wait that was cancelled, a trim, a resize.</summary>
    Other,

    /// <summary>The file got other bytes.</summary>
    Change,

    /// <summary>The file's windows were invalidated, or detached by the end of the cache.</summary>
    Invalidate,

    /// <summary>The cache was closed.</summary>
    Close,
}
