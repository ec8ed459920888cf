namespace MappingCache.Tests;

/// <summary>A broken twin: who has claimed a slot leaves the light bit in its entry.</summary>
internal readonly struct StopsWithoutForbidding : ISchedulePoints
{
    public static bool Reached(SchedulePoint point) => Stops.Reached(point) && point != SchedulePoint.LightForbid;
}
