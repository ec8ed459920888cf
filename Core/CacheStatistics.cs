namespace MappingCache;

/// <summary>What a cache has done since it was created, and what it holds. A snapshot: while others use the cache, its figures are of slightly different moments.</summary>
public sealed record CacheStatistics
{
    /// <summary>Slots that somebody has pinned now.</summary>
    public required int SlotsInUse { get; init; }

    /// <summary>Most slots pinned at once, as far as it was seen: by the takers of snapshots, and by everybody who had to wait for a slot (then all were). Counting it exactly would cost every hit a shared write.</summary>
    public required int PeakSlotsInUse { get; init; }

    /// <summary>Slots that have been taken so far, those that are retired included; they are taken in chunks as they are needed.</summary>
    public required int SlotsTaken { get; init; }

    /// <summary>Slots that are out of service, because the cache was resized to fewer.</summary>
    public required int SlotsRetired { get; init; }

    /// <summary>Most slots that may be in service now: <see cref="WindowCache.SlotCount"/>.</summary>
    public required int SlotCount { get; init; }

    /// <summary>Most slots that <see cref="WindowCache.Resize"/> can give the cache.</summary>
    public required int MaxSlots { get; init; }

    /// <summary>Windows that are mapped, pinned or not.</summary>
    public required int ResidentWindows { get; init; }

    /// <summary>Bytes of address space that mapped windows take: their number by their size.</summary>
    public required long BytesMapped { get; init; }

    /// <summary>Bytes of files that windows hold, each as counted when it was mapped: what <see cref="WindowCacheOptions.MaxMappedBytes"/> limits.</summary>
    public required long ContentBytes { get; init; }

    /// <summary>Files that are open or have windows mapped.</summary>
    public required int Files { get; init; }

    /// <summary>File descriptors that are open.</summary>
    public required int Descriptors { get; init; }

    /// <summary>Windows given out that were mapped already, or were just being mapped by another thread.</summary>
    public required long Hits { get; init; }

    /// <summary>Those of the hits that were light windows, which no other thread knows of.</summary>
    public required long LightHits { get; init; }

    /// <summary>Light windows that were asked for while the thread held as many as <see cref="WindowCache.LightReserve"/> allows, and that were given as ordinary pins.</summary>
    public required long LightOverflows { get; init; }

    /// <summary>Light windows that are held now. Their slots are not among <see cref="SlotsInUse"/>.</summary>
    public required int LightWindows { get; init; }

    /// <summary>Windows given out that had to be mapped.</summary>
    public required long Misses { get; init; }

    /// <summary>Misses whose slot had been used for another window before.</summary>
    public required long Remaps { get; init; }

    /// <summary>Misses whose window was read into memory of its own instead of being mapped (<see cref="WindowCacheOptions.Copy"/>).</summary>
    public required long Copies { get; init; }

    /// <summary>Files that a lease is held on now (<see cref="WindowCacheOptions.FileLeases"/>).</summary>
    public required int FileLeasesHeld { get; init; }

    /// <summary>Times that somebody wanted to write to a file with a lease, and it was given back.</summary>
    public required long FileLeasesBroken { get; init; }

    /// <summary>Times that the system gave no lease: somebody had the file open for writing, or it gives none on this file.</summary>
    public required long FileLeasesRefused { get; init; }

    /// <summary>Windows that were held when a lease was broken, and were swapped for copies under their readers.</summary>
    public required long WindowsSwapped { get; init; }

    /// <summary>Mappings that the system refused, or refused to take away.</summary>
    public required long Failures { get; init; }

    /// <summary>Windows given up to make room.</summary>
    public required long Evictions { get; init; }

    /// <summary>Most slots that one search for a window to give up has looked at: what a request pays for it in the worst case.</summary>
    public required int LongestSweep { get; init; }

    /// <summary>Windows given up without anybody needing the room: by <see cref="WindowCache.Trim"/>, <see cref="WindowCache.Invalidate(MappedFile)"/>, a time-out, a limit of files, memory pressure, because the file was deleted, or because the cache was disposed.</summary>
    public required long LetGo { get; init; }

    /// <summary>Times that somebody had to queue up for a slot.</summary>
    public required long Waits { get; init; }

    /// <summary>How long they queued, added up.</summary>
    public required TimeSpan WaitTime { get; init; }

    /// <summary>Times that <see cref="MappedFile.TryAcquire(long, out Window)"/> returned false.</summary>
    public required long Refusals { get; init; }

    /// <summary>Share of the windows given out that needed no mapping, 0 to 1; 0 before the first.</summary>
    public double HitRatio => Hits + Misses == 0 ? 0 : (double)Hits / (Hits + Misses);

    internal static unsafe CacheStatistics Of<TSchedule>(CacheEngine<TSchedule> engine)
        where TSchedule : struct, ISchedulePoints
    {
        int taken = engine.Slots.Count;
        int inUse = 0;
        int resident = 0;
        int retired = 0;
        for (int index = 0; index < taken; index++)
        {
            // SAFETY: the index is below the count of slots taken.
            SlotState state = engine.Slots[index]->State;
            inUse += state.Pins > 0 ? 1 : 0;
            resident += state.Phase is SlotPhase.Ready or SlotPhase.Poisoned or SlotPhase.Detached ? 1 : 0;
            retired += state.Phase is SlotPhase.Retired ? 1 : 0;
        }

        CacheCounters counters = engine.Counters;
        counters.SawInUse(inUse);
        (long hits, long lightHits) = engine.Records.CountHits();
        return new CacheStatistics
        {
            SlotsInUse = inUse,
            PeakSlotsInUse = counters.PeakInUse,
            SlotsTaken = taken,
            SlotsRetired = retired,
            SlotCount = engine.SlotCount,
            MaxSlots = engine.Slots.Capacity,
            ResidentWindows = resident,
            BytesMapped = (long)resident << engine.Layout.WindowShift,
            ContentBytes = engine.Supply.Content.Bytes,
            Files = engine.Files.Count,
            Descriptors = engine.Files.Descriptors,
            Hits = hits,
            LightHits = lightHits,
            LightOverflows = counters.LightOverflows,
            LightWindows = engine.Lights.CountHeld(),
            Misses = counters.Misses,
            Remaps = counters.Remaps,
            Copies = counters.Copies,
            FileLeasesHeld = engine.CountFileLeases(),
            FileLeasesBroken = counters.FileLeasesBroken,
            FileLeasesRefused = counters.FileLeasesRefused,
            WindowsSwapped = counters.Swaps,
            Failures = counters.Failures,
            Evictions = counters.Evictions,
            LongestSweep = counters.LongestSweep,
            LetGo = counters.LetGo,
            Waits = counters.Waits,
            WaitTime = counters.WaitTime,
            Refusals = counters.Refusals,
        };
    }
}
