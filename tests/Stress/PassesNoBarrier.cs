namespace MappingCache.Tests.Stress;

/// <summary>A broken twin: who claims a slot looks for light windows, but passes no process-wide barrier before, so that a name may still be on its way.</summary>
internal readonly struct PassesNoBarrier : ISchedulePoints
{
    public static bool Reached(SchedulePoint point) => point != SchedulePoint.LightBarrier;
}
