namespace MappingCache.Tests.Stress;

/// <summary>A broken twin: who claims a slot leaves the light bit in its entry, so that a light window may be held by an entry whose slot is on its way to another window.</summary>
internal readonly struct LeavesLightBit : ISchedulePoints
{
    public static bool Reached(SchedulePoint point) => point != SchedulePoint.LightForbid;
}
