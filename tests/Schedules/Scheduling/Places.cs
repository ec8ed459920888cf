namespace MappingCache.Tests.Schedules;

/// <summary>Where a thread may stand besides the points of the protocol.</summary>
internal static class Places
{
    /// <summary>It has not begun.</summary>
    public const string Start = nameof(Start);

    /// <summary>It is about to call the cache.</summary>
    public const string Call = nameof(Call);

    /// <summary>It is asleep.</summary>
    public const string Sleep = nameof(Sleep);

    /// <summary>It looks again and again for what another is doing.</summary>
    public const string Spin = nameof(SchedulePoint.Spin);

    /// <summary>Places that those who spin come by between one look and the next.</summary>
    public static bool IsLooking(string place) => place is Spin or nameof(SchedulePoint.Pin) or nameof(SchedulePoint.Detach);

    private static readonly string[] s_points = Enum.GetNames<SchedulePoint>();

    public static string Of(SchedulePoint point) => s_points[(int)point];
}
