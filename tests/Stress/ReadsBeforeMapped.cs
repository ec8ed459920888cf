namespace MappingCache.Tests.Stress;

/// <summary>A broken twin: a slot is called ready, but the system was not asked to map it.</summary>
internal readonly struct ReadsBeforeMapped : ISchedulePoints
{
    // By then every slot has been mapped.
    private const int Sound = 1_000;

    private static int s_maps;

    // Every hundredth: a cache that maps nothing at all would be too easy to catch. None is unmapped either, as the slot
    // of one who comes second with a window is: it would be left with the reservation, which cannot be read at all.
    public static bool Reached(SchedulePoint point) => point switch
    {
        SchedulePoint.Map => Interlocked.Increment(ref s_maps) is var maps && (maps < Sound || maps % 100 != 0),
        SchedulePoint.Unmap => false,
        _ => true,
    };
}
