namespace MappingCache.Tests.Support;

/// <summary>Light windows as <see cref="MappedFile"/> acquires them, over any engine.</summary>
internal static unsafe class LightPath
{
    /// <summary>Holds what an entry names.</summary>
    /// <returns>The place, to be ended; null when the window is not to be had lightly.</returns>
    public static ulong* TryBegin<TSchedule>(CacheEngine<TSchedule> engine, DirectoryEntry entry)
        where TSchedule : struct, ISchedulePoints =>
        CacheEngine<TSchedule>.TryBeginLight(engine.Slots[entry.Slot], engine.Records.TryGetForLight(), entry, out ulong* place)
            ? place
            : engine.BeginLightSlowly(entry, place);
}
