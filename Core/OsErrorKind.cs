namespace MappingCache;

/// <summary>What an error of the system means to the cache, whatever number the system gives it.</summary>
internal enum OsErrorKind : byte
{
    None,
    NotFound,
    AccessDenied,

    /// <summary>A directory, FIFO, socket or device.</summary>
    NotAFile,

    /// <summary>A file that the system refuses to map.</summary>
    NotMappable,

    /// <summary>A file that states no length, and was read for too long without an end.</summary>
    NoEnd,

    /// <summary>The path leads out of the folder that it must stay in.</summary>
    OutsideFolder,

    /// <summary>Mapped bytes that cannot be read: past the end of a file that was cut short, or the disk does not give them.</summary>
    NoPages,

    /// <summary>Map areas, memory or address space have run out.</summary>
    OutOfMemory,

    /// <summary>File descriptors have run out.</summary>
    OutOfDescriptors,

    /// <summary>Somebody has the file open for writing, or is about to, or did of late: no lease on it can be had for now.</summary>
    BeingWritten,

    /// <summary>The path that a file was opened by leads to another file now.</summary>
    Replaced,

    /// <summary>The cache or the handle was closed meanwhile.</summary>
    Closed,

    /// <summary>This system or processor has no such thing.</summary>
    NotSupported,

    /// <summary>The slot carries as many pins as its word can count.</summary>
    TooManyPins,

    /// <summary>Every slot is pinned, and the caller did not want to wait.</summary>
    NoFreeSlot,
    Other,
}
