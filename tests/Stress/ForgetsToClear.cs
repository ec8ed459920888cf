namespace MappingCache.Tests.Stress;

/// <summary>A broken twin: the entry of an evicted window is left set. Its slot then has a new generation, so nobody can pin by it, and who wants the window spins.</summary>
internal readonly struct ForgetsToClear : ISchedulePoints
{
    public static bool Reached(SchedulePoint point) => point != SchedulePoint.ClearEntry;
}
