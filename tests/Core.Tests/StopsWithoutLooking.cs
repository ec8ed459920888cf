namespace MappingCache.Tests;

/// <summary>A broken twin: who has claimed a slot does not look whether a light window holds it.</summary>
internal readonly struct StopsWithoutLooking : ISchedulePoints
{
    public static bool Reached(SchedulePoint point) => Stops.Reached(point) && point != SchedulePoint.LookForLight;
}
