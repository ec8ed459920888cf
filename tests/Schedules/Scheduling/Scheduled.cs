namespace MappingCache.Tests.Schedules;

/// <summary>Gives up the turn at every point of the protocol, and leaves out what the program's twin leaves out.</summary>
internal readonly struct Scheduled : ISchedulePoints
{
    [ThreadStatic]
    private static Func<SchedulePoint, bool>? t_twin;

    /// <summary>Which steps this thread takes; null for all of them, as the product does.</summary>
    public static void Take(Func<SchedulePoint, bool>? twin) => t_twin = twin;

    public static bool Reached(SchedulePoint point)
    {
        ScheduledThread.Current?.Stand(Places.Of(point));
        return t_twin?.Invoke(point) ?? true;
    }

    public static void Sleeping<T>(T alarm, Func<T, bool> hasRung, CancellationToken cancellationToken) =>
        ScheduledThread.Current?.Sleep(() => cancellationToken.IsCancellationRequested || hasRung(alarm));
}
