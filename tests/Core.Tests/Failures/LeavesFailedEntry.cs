namespace MappingCache.Tests.Failures;

/// <summary>A broken twin: the directory goes on naming the slot of a mapping that failed.</summary>
internal readonly struct LeavesFailedEntry : ISchedulePoints
{
    public static bool Reached(SchedulePoint point) => point != SchedulePoint.ForgetFailed;
}
