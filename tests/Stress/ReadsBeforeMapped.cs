namespace MappingCache.Tests.Stress;

/// <summary>A broken twin: a slot is called ready, but the system was not asked to map it.</summary>
internal readonly struct ReadsBeforeMapped : ISchedulePoints
{
    private static int s_maps;

    // Every hundredth: a cache that maps nothing at all would be too easy to catch. The first are mapped, so that no
    // slot is left with the reservation, which cannot be read at all.
    public static bool Reached(SchedulePoint point) =>
        point != SchedulePoint.Map || Interlocked.Increment(ref s_maps) % 100 != 0;
}
