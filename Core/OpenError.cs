namespace MappingCache;

/// <summary>Why <see cref="WindowCache.TryOpen"/> did not open a file.</summary>
public enum OpenError
{
    /// <summary>It did.</summary>
    None,

    /// <summary>There is no such file.</summary>
    NotFound,

    /// <summary>It may not be read.</summary>
    AccessDenied,

    /// <summary>It is a directory, FIFO, socket or device.</summary>
    NotAFile,

    /// <summary>The path leads out of the folder that it has to stay in.</summary>
    OutsideFolder,

    /// <summary>It is a regular file that the system does not map, such as those of /proc, and it was not to be read instead (<see cref="WindowCacheOptions.Copy"/>), or could not be: it cannot be read, or has no end.</summary>
    NotMappable,
}
