namespace MappingCache;

/// <summary>What a cache has done since it was created, and what it holds. A snapshot: while others use the cache, its figures are of slightly different moments.</summary>
public sealed record CacheStatistics
{
    /// <summary>Slots that somebody has pinned now.</summary>
    public required int SlotsInUse { get; init; }

    /// <summary>Most slots pinned at once, as far as it was seen: by the takers of snapshots, and by everybody who had to wait for a slot (then all were). Counting it exactly would cost every hit a shared write.</summary>
    public required int PeakSlotsInUse { get; init; }

    /// <summary>Slots that have been taken so far; they are taken in chunks as they are needed.</summary>
    public required int SlotsTaken { get; init; }

    /// <summary>Most slots that may be taken.</summary>
    public required int MaxSlots { get; init; }

    /// <summary>Windows that are mapped, pinned or not.</summary>
    public required int ResidentWindows { get; init; }

    /// <summary>Bytes of address space that mapped windows take: their number by their size.</summary>
    public required long BytesMapped { get; init; }

    /// <summary>Files that are open or have windows mapped.</summary>
    public required int Files { get; init; }

    /// <summary>Windows given out that were mapped already, or were just being mapped by another thread.</summary>
    public required long Hits { get; init; }

    /// <summary>Windows given out that had to be mapped.</summary>
    public required long Misses { get; init; }

    /// <summary>Misses whose slot had been used for another window before.</summary>
    public required long Remaps { get; init; }

    /// <summary>Misses whose window was read into memory of its own instead of being mapped (<see cref="WindowCacheOptions.Copy"/>).</summary>
    public required long Copies { get; init; }

    /// <summary>Mappings that the system refused.</summary>
    public required long Failures { get; init; }

    /// <summary>Windows given up to make room.</summary>
    public required long Evictions { get; init; }

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
        for (int index = 0; index < taken; index++)
        {
            // SAFETY: the index is below the count of slots taken.
            SlotState state = engine.Slots[index]->State;
            inUse += state.Pins > 0 ? 1 : 0;
            resident += state.Phase is SlotPhase.Ready or SlotPhase.Detached ? 1 : 0;
        }

        CacheCounters counters = engine.Counters;
        counters.SawInUse(inUse);
        return new CacheStatistics
        {
            SlotsInUse = inUse,
            PeakSlotsInUse = counters.PeakInUse,
            SlotsTaken = taken,
            MaxSlots = engine.Slots.Capacity,
            ResidentWindows = resident,
            BytesMapped = (long)resident << engine.Layout.WindowShift,
            Files = engine.Files.Count,
            Hits = counters.Hits.Sum,
            Misses = counters.Misses,
            Remaps = counters.Remaps,
            Copies = counters.Copies,
            Failures = counters.Failures,
            Evictions = counters.Evictions,
            Waits = counters.Waits,
            WaitTime = counters.WaitTime,
            Refusals = counters.Refusals,
        };
    }
}
