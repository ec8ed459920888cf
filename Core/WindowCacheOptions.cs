namespace MappingCache;

/// <summary>What a <see cref="WindowCache"/> is made with. Checked once, when it is created.</summary>
public sealed record WindowCacheOptions
{
    /// <summary>256 KiB: a remap of it takes little longer than one of 64 KiB (the README has the figures), and 1 GiB of windows needs only 4,096 slots.</summary>
    public const int DefaultWindowSize = 256 * 1024;

    /// <summary>4,096 slots: 1 GiB of windows at their default size.</summary>
    public const int DefaultSlotCount = 4096;

    /// <summary>8 light windows: more than one scope has use for, and one cache line to look through for each thread.</summary>
    public const int DefaultLightReserve = 8;

    /// <summary>Bytes of a window, the unit of mapping: a power of two and a multiple of the page size, at most 1 GiB. 256 KiB unless set.</summary>
    public int WindowSize { get; init; } = DefaultWindowSize;

    /// <summary>
    /// Most windows that are mapped at once, 1 to 16,777,215; <see cref="WindowCache.Resize"/> changes it. Unless set: 4,096, or fewer where the machine's map areas
    /// or address space do not allow it (then <see cref="WindowCache.Notices"/> says so). A number that is set and
    /// cannot be had is an error.
    /// </summary>
    public int? SlotCount { get; init; }

    /// <summary>
    /// Most slots that <see cref="WindowCache.Resize"/> can give the cache later, from <see cref="SlotCount"/> to
    /// 16,777,215. Addresses are reserved for them, and nothing else. Unless set: four times <see cref="SlotCount"/>,
    /// or as many as there are addresses for.
    /// </summary>
    public int? MaxSlots { get; init; }

    /// <summary>
    /// Most bytes of file content that stay mapped, at least <see cref="WindowSize"/>; null for as many as the slots
    /// hold. A miss that goes beyond it lets go of inactive windows until it is kept. Windows that are held are not
    /// waited for: while those alone come to more, more is mapped, and what is released then goes with the next miss
    /// or the next <see cref="MaintenanceInterval"/>. What a window holds is counted when it is mapped.
    /// </summary>
    public long? MaxMappedBytes { get; init; }

    /// <summary>Most files that stay known without a handle, because windows of them are mapped; those that were closed longest ago are let go. 0 or more; null for as many as there are windows.</summary>
    public int? MaxFiles { get; init; }

    /// <summary>
    /// Most file descriptors that the cache keeps open, 1 or more. Any number of files may be open as
    /// <see cref="MappedFile"/>: the descriptors of those that were used longest ago are closed, and opened again by
    /// their path when a window has to be mapped. Calls in progress may hold a few more. Unless set: half of what the
    /// process may open on Linux (ulimit -n), and no limit on Windows. A file that was renamed, deleted or replaced while its descriptor was closed can be
    /// read from the windows that are still mapped, and no further: <see cref="MappingException"/> says so then.
    /// </summary>
    public int? MaxDescriptors { get; init; }

    /// <summary>
    /// How long a window may go unused before it is let go, from a millisecond on; <see cref="Timeout.InfiniteTimeSpan"/>
    /// for as long as nobody needs its slot. It stays at most half as long again. Unless set: 5 seconds on Windows, where
    /// nobody can cut or delete a file while windows of it are mapped; for as long as nobody needs its slot on Linux.
    /// </summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>How often the cache lets go of what it should not keep: windows of files that were deleted, of too many bytes, and under memory pressure. 10 seconds unless set; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan MaintenanceInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often to ask the system whether a file has changed of which windows are wanted: once a second unless set. A file
    /// that was written to keeps its mappings, which show the new bytes; its <see cref="MappedFile.Version"/> moves on, and
    /// windows that were acquired before say that they are not valid any more. Of one that was cut short, the windows past
    /// its end are given up. One that was replaced under its path, or deleted, is read on by whoever has it open;
    /// <see cref="MappedFile.IsReplaced"/> tells. Copies are read anew.
    /// </summary>
    public Revalidation Revalidation { get; init; } = Revalidation.EverySecond;

    /// <summary>The clock of the maintenance and of the revalidation.</summary>
    internal TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Slots that are taken and touched when the cache is created; more are taken, in chunks of this size, as they are needed. 64 unless set.</summary>
    public int InitialSlots { get; init; } = 64;

    /// <summary>Light windows that one thread may hold at once, 0 to 64; 8 unless set. Those beyond it are ordinary pins. <see cref="WindowCache.LightReserve"/> changes it later.</summary>
    public int LightReserve { get; init; } = DefaultLightReserve;

    /// <summary>Which inactive window makes room for another.</summary>
    public EvictionKind Eviction { get; init; } = EvictionKind.Clock;

    /// <summary>
    /// Whether to find mistakes in the use of windows, slowly, instead of being fast; also switched on for every cache
    /// by the environment variable MAPPINGCACHE_EXPOSE_MISUSE=1. Windows are then one page, there are 4 slots, and a
    /// window is unmapped by its last release: reading a span after it ends the process, with the stack of the reader,
    /// and whoever needs more than four windows at once waits for ever. Every lease records where it was made: one that
    /// is released twice, through a copy, throws and says where all of it happened; those that are lost are told to
    /// <see cref="OnMisuse"/>; and <see cref="WindowCache.Audit"/> lists those that are held. <see cref="WindowSize"/>,
    /// <see cref="SlotCount"/>, <see cref="MaxSlots"/> and <see cref="LightReserve"/> are not looked at.
    /// </summary>
    public bool ExposeMisuse { get; init; }

    /// <summary>Is told, in words and stacks, of a <see cref="WindowLease"/> that was collected without having been disposed (by the finalizer), and of windows that are held while the cache is disposed. Null for the standard error output.</summary>
    public Action<string>? OnMisuse { get; init; }

    /// <summary>
    /// Whether reading a window goes on when a page of it cannot be had, because the file was cut short or the disk failed:
    /// it reads zeros there, which <see cref="Window.IsValid"/> tells, and nobody else gets the window. Otherwise it ends
    /// the process. On Linux this takes a handler for SIGBUS, installed once for the process with the first cache, that
    /// passes on whatever is not in a cache's range; where it cannot be installed, all windows are copies
    /// (<see cref="Copy"/>), and <see cref="WindowCache.Notices"/> says why. Windows lets nobody cut a file short while
    /// windows of it are mapped.
    /// </summary>
    public bool SurvivesFaults { get; init; } = true;

    /// <summary>
    /// Whether to take a lease on each file that is mapped: none unless set. Where the system gives one, no window is ever
    /// torn. Whoever opens such a file for writing, or cuts it short, in whatever process, is held up for as long as it takes
    /// to put copies in the places of the windows that are held, and to give up all others: about 0.2 ms, and half a
    /// millisecond or so for each MiB that is held; while this process is stopped, until the system's own limit is
    /// over (/proc/sys/fs/lease-break-time, 45 seconds as a rule). Who opens it with O_NONBLOCK is refused instead, at first.
    /// Readers go on reading the old bytes at the same addresses, and <see cref="Window.IsValid"/> says so.
    /// </summary>
    /// <remarks>
    /// While somebody has the file open for writing, and for a second after a break, a minute if it is broken again and again,
    /// each window that is acquired is a private copy of what the file holds then, whatever <see cref="Copy"/> says; copies take memory and
    /// time, and are shared with nobody. Where the system gives no lease at all (another user's files, file systems that know none, Windows),
    /// windows are mapped as if this was not set, and <see cref="CacheStatistics.FileLeasesRefused"/> counts them. A lease needs
    /// the file's descriptor: it goes when that is closed (<see cref="MaxDescriptors"/>, or with the last handle), and what
    /// is still held is then as without one. What the kernel has queued for a socket by itself, without copying, is not held.
    /// </remarks>
    public FileLeaseMode FileLeases { get; init; } = FileLeaseMode.Off;

    /// <summary>Which windows are read into memory of their own instead of being mapped: those that cannot be mapped well, unless set.</summary>
    public CopyMode Copy { get; init; } = CopyMode.WhenNeeded;
}
