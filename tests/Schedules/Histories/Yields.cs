namespace MappingCache.Tests.Schedules;

/// <summary>Takes every step, but gives the processor up before some of them, so that threads get between each other's steps also where there are fewer processors than threads.</summary>
internal readonly struct Yields : ISchedulePoints
{
    // One in so many.
    private const uint Seldom = 4;

    [ThreadStatic]
    private static uint t_reached;

    public static bool Reached(SchedulePoint point)
    {
        if (t_reached++ % Seldom == 0)
        {
            Thread.Yield();
        }

        return true;
    }
}
