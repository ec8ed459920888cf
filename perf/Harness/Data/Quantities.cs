namespace MappingCache.Harness.Data;

/// <summary>What is measured, and in which unit.</summary>
internal static class Quantities
{
    public const string Time = "time";
    public const string Cpu = "CPU";
    public const string Requests = "requests";
    public const string P50 = "p50";
    public const string P99 = "p99";
    public const string Late = "late";
    public const string Allocated = "allocated";
    public const string Memory = "memory";
    public const string Resident = "resident";
    public const string Areas = "areas";
    public const string Hits = "hits";

    private static readonly Dictionary<string, (string Unit, string Title, bool MoreIsBetter)> s_all = new(StringComparer.Ordinal)
    {
        [Time] = ("ns", "time of an operation", false),
        [Cpu] = ("µs", "processor time a request", false),
        [Requests] = ("1/s", "requests a second", true),
        [P50] = ("µs", "median latency", false),
        [P99] = ("µs", "99th percentile of latency", false),
        [Late] = ("µs", "99th percentile of how late the event loop is", false),
        [Allocated] = ("B", "bytes allocated", false),
        [Memory] = ("B", "bytes of memory", false),
        [Resident] = ("B", "bytes of the process's own that are in memory", false),
        [Areas] = ("", "map areas", false),
        [Hits] = ("%", "requests that hit", true),
    };

    public static string UnitOf(string quantity) => s_all[quantity].Unit;

    public static string TitleOf(string quantity) => s_all[quantity].Title;

    /// <summary>Whether the larger of two figures is the better one.</summary>
    public static bool MoreIsBetter(string quantity) => s_all[quantity].MoreIsBetter;

    /// <summary>Whether it is counted, not timed, and means something without a reference.</summary>
    public static bool IsCounted(string quantity) => quantity is Allocated or Memory or Resident or Areas or Hits;
}
