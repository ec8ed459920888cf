namespace MappingCache.Tests;

/// <summary>Does something, once, when a thread reaches a point of the protocol for the first time.</summary>
internal readonly struct Stops : ISchedulePoints
{
    [ThreadStatic]
    private static Dictionary<SchedulePoint, Action>? t_actions;

    [ThreadStatic]
    private static int t_reached;

    /// <summary>How many of this thread's actions were done.</summary>
    public static int Done => t_reached;

    /// <summary>What this thread is to do at a point.</summary>
    public static void At(SchedulePoint point, Action action) => (t_actions ??= [])[point] = action;

    public static void Clear()
    {
        t_actions = null;
        t_reached = 0;
    }

    public static bool Reached(SchedulePoint point)
    {
        if (t_actions?.Remove(point, out Action? action) == true)
        {
            t_reached++;
            action();
        }

        return true;
    }
}
