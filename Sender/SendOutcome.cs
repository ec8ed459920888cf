namespace MappingCache;

/// <summary>What a step of an operation came to.</summary>
internal enum SendOutcome
{
    /// <summary>Bytes were taken; there is more to do.</summary>
    Progress,

    /// <summary>Everything was taken.</summary>
    Done,

    /// <summary>The socket takes no more for now.</summary>
    Full,

    /// <summary>The next window is not mapped.</summary>
    NeedsWindow,

    /// <summary>The next bytes are not in memory.</summary>
    NeedsDisk,

    /// <summary>A call was made that the system goes on with.</summary>
    Pending,

    /// <summary>The system still uses windows that it was lent.</summary>
    Lent,

    /// <summary>It has had its turn.</summary>
    HadItsTurn,

    /// <summary>The next bytes are not in memory, and nobody is to wait for them.</summary>
    Missing,

    /// <summary>A file has changed, or bytes of it are missing.</summary>
    Changed,

    /// <summary>The socket or a file failed; the operation knows how.</summary>
    Failed,
}
