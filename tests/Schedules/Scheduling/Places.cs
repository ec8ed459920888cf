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

    private static readonly string[] s_points = Enum.GetNames<SchedulePoint>();

    public static string Of(SchedulePoint point) => s_points[(int)point];
}
