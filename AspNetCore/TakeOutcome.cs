namespace MappingCache.AspNetCore;

/// <summary>Whether a short body could be taken at once.</summary>
internal enum TakeOutcome
{
    /// <summary>It was, and is of the version that was wanted.</summary>
    Taken,

    /// <summary>The file has another version.</summary>
    Changed,

    /// <summary>It lies in several windows, or every slot is pinned.</summary>
    NotAtOnce,
}
