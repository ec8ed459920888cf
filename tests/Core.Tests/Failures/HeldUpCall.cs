namespace MappingCache.Tests.Failures;

/// <summary>A call of the system that takes its time on its way to a window.</summary>
public enum HeldUpCall
{
    /// <summary>mmap.</summary>
    Map,

    /// <summary>madvise(MADV_POPULATE_READ).</summary>
    Populate,

    /// <summary>The disk is asked for the window's pages.</summary>
    ReadAhead,
}
