namespace MappingCache.Tests.Stress;

/// <summary>A broken twin: who has claimed a slot does not look again whether a light window holds it.</summary>
internal readonly struct EvictsLightWindows : ISchedulePoints
{
    public static bool Reached(SchedulePoint point) => point is not (SchedulePoint.LightBarrier or SchedulePoint.LookForLight);
}
