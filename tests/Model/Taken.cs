namespace MappingCache.Model;

/// <summary>How a search for a slot ended.</summary>
internal enum Taken : byte
{
    /// <summary>It has not.</summary>
    NotYet,

    /// <summary>With a slot.</summary>
    Slot,

    /// <summary>The window is to be looked up again: somebody has published it, or the cache was closed.</summary>
    Retry,

    /// <summary>With none: every slot is pinned, or the wait was cancelled.</summary>
    Nothing,
}
