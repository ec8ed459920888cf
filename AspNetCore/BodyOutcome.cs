namespace MappingCache.AspNetCore;

/// <summary>How sending a body ended.</summary>
internal enum BodyOutcome
{
    /// <summary>All of it was sent.</summary>
    Complete,

    /// <summary>The file has become shorter than what was promised.</summary>
    FileCutShort,

    /// <summary>Nobody reads any more.</summary>
    ReaderGone,
}
