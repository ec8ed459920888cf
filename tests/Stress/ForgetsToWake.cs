namespace MappingCache.Tests.Stress;

/// <summary>A broken twin: the last one to release a slot does not look for waiters.</summary>
internal readonly struct ForgetsToWake : ISchedulePoints
{
    public static bool Reached(SchedulePoint point) => point != SchedulePoint.LookForWaiters;
}
