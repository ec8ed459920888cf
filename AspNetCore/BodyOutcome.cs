namespace MappingCache.AspNetCore;

/// <summary>How sending a body ended.</summary>
internal enum BodyOutcome
{
    /// <summary>All of it was sent.</summary>
    Complete,

    /// <summary>The file has changed since the head of the response promised it.</summary>
    FileChanged,

    /// <summary>Nobody reads any more.</summary>
    ReaderGone,
}
