namespace MappingCache;

/// <summary>What a look-up of a window has found.</summary>
internal enum Finding
{
    /// <summary>No slot: the window has to be mapped.</summary>
    Absent,

    /// <summary>A slot that was on its way to another window when it was looked at: look again.</summary>
    Moving,

    /// <summary>A slot whose mapping another thread is making; it is pinned.</summary>
    Mapping,

    /// <summary>A slot that maps the window, pinned, or an error.</summary>
    Settled,
}
