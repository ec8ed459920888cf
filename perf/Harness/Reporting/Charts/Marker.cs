using System.Globalization;

namespace MappingCache.Harness.Reporting.Charts;

/// <summary>The shapes that tell series apart for those who cannot tell them by their colours.</summary>
internal static class Marker
{
    /// <summary>Shapes and colours that there are; the next series begin anew, dashed otherwise.</summary>
    public const int Count = 8;

    private static readonly string[] s_shapes =
    [
        "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z",
        "M-3.5,-3.5h7v7h-7z",
        "M0,-4.5L4.5,3.5H-4.5z",
        "M0,-5L5,0L0,5L-5,0z",
        "M0,4.5L4.5,-3.5H-4.5z",
        "M-1.5,-4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z",
        "M-4.5,-3L-3,-4.5L0,-1.5L3,-4.5L4.5,-3L1.5,0L4.5,3L3,4.5L0,1.5L-3,4.5L-4.5,3L-1.5,0z",
        "M-2.5,-4.3H2.5L5,0L2.5,4.3H-2.5L-5,0z",
    ];

    /// <summary>A shape at a place.</summary>
    /// <param name="series">The number of the series.</param>
    /// <param name="isOurs">Whether it is filled.</param>
    /// <param name="x">Where.</param>
    /// <param name="y">Where.</param>
    public static string At(int series, bool isOurs, double x, double y) => string.Create(
        CultureInfo.InvariantCulture,
        $"""<path class="{(isOurs ? "mark own" : "mark")} {ClassOf(series)}" transform="translate({x:0.#},{y:0.#})" d="{s_shapes[series % Count]}"/>""");

    /// <summary>The class that has a series' colour.</summary>
    public static string ClassOf(int series) => string.Create(CultureInfo.InvariantCulture, $"s{series % Count}");
}
