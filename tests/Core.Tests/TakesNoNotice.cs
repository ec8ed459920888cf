namespace MappingCache.Tests;

/// <summary>A broken twin: who has mapped a window does not look whether the lease on its file was broken meanwhile.</summary>
internal readonly struct TakesNoNotice : ISchedulePoints
{
    public static bool Reached(SchedulePoint point) => point != SchedulePoint.EndMap;
}
