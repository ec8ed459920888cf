namespace MappingCache.Tests.Failures;

/// <summary>A call of the system that can fail on its way to a window.</summary>
public enum FailingCall
{
    /// <summary>mmap.</summary>
    Map,

    /// <summary>madvise(MADV_POPULATE_READ).</summary>
    Populate,

    /// <summary>The read of a window that is not mapped.</summary>
    Copy,

    /// <summary>The mapping is taken away.</summary>
    Unmap,
}
