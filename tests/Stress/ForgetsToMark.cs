namespace MappingCache.Tests.Stress;

/// <summary>A broken twin: a window is taken out of its directory, but its slot is not marked. Whoever evicts that slot later clears the entry of another that maps the window by then.</summary>
internal readonly struct ForgetsToMark : ISchedulePoints
{
    public static bool Reached(SchedulePoint point) => point != SchedulePoint.Detach;
}
