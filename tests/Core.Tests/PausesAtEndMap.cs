namespace MappingCache.Tests;

/// <summary>Holds a mapper up between the end of its work and the word that says so.</summary>
internal readonly struct PausesAtEndMap : ISchedulePoints
{
    /// <summary>What to do there; null for nothing.</summary>
    public static Action? Pause { get; set; }

    public static bool Reached(SchedulePoint point)
    {
        if (point == SchedulePoint.EndMap)
        {
            Pause?.Invoke();
        }

        return true;
    }
}
