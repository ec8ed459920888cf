namespace MappingCache.Tests;

/// <summary>A broken twin: who ends a light window, or gives a claimed slot back, does not look for waiters.</summary>
internal readonly struct StopsWithoutLookingForWaiters : ISchedulePoints
{
    public static bool Reached(SchedulePoint point) => Stops.Reached(point) && point is not (SchedulePoint.LightEnded or SchedulePoint.LookForWaiters);
}
