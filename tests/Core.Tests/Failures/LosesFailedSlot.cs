namespace MappingCache.Tests.Failures;

/// <summary>A broken twin: a slot that is given back does not get on the free list.</summary>
internal readonly struct LosesFailedSlot : ISchedulePoints
{
    public static bool Reached(SchedulePoint point) => point != SchedulePoint.PushFree;
}
