namespace MappingCache.Tests.Stress;

/// <summary>A broken twin: what is let go of stays mapped, so that a deleted file keeps its space on the disk.</summary>
internal readonly struct ForgetsToUnmap : ISchedulePoints
{
    public static bool Reached(SchedulePoint point) => point != SchedulePoint.Unmap;
}
