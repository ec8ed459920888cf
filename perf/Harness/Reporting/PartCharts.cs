using MappingCache.Harness.Contestants;
using MappingCache.Harness.Data;
using MappingCache.Harness.Reporting.Charts;

namespace MappingCache.Harness.Reporting;

/// <summary>Which charts there are of a part: a curve for each family of cases that differ in a number, rows for the others.</summary>
internal static class PartCharts
{
    // So many can be told apart.
    private const int MostSeries = 8;

    // What is orders of magnitude beside the others makes them look the same; the tables have it.
    private static readonly string[] s_leftOut = ["view", "read-4k", "read-64k", "memory", "zerocopy", "copy", "splice", ContestantCatalog.ReadAsync];

    /// <summary>The charts of a part, as HTML.</summary>
    /// <param name="part">The part.</param>
    /// <param name="next">Gives a number that no other chart of the page has.</param>
    public static IEnumerable<string> Of(PartResult part, Func<int> next)
    {
        foreach (string quantity in DrawnOf(part.Part))
        {
            Figure[] figures = [.. part.Figures.Where(figure => figure.Quantity == quantity && figure.Rounds.Count > 0 && !s_leftOut.Contains(figure.Contestant, StringComparer.Ordinal))];
            string[] curves = [.. figures.GroupBy(static figure => figure.Family, StringComparer.Ordinal).Where(IsCurve).Select(static family => family.Key)];
            foreach (string family in curves)
            {
                yield return DrawLines(part, quantity, family, [.. figures.Where(figure => figure.Family == family)]).Draw(next());
            }

            Figure[] rest = [.. figures.Where(figure => !curves.Contains(figure.Family, StringComparer.Ordinal))];
            foreach (IGrouping<string, Figure> group in rest.GroupBy(figure => part.Part == PartNames.HitRatio ? PartNames.HitRatio : figure.Family, StringComparer.Ordinal))
            {
                yield return DrawDots(part, quantity, group.Key == PartNames.HitRatio ? "All traces" : group.Key, [.. group]).Draw(next());
            }
        }

        if (ThreadCurves.Of(part) is { Series.Count: > 0 } threads)
        {
            yield return threads.Draw(next());
        }
    }

    private static string[] DrawnOf(string part) => part switch
    {
        PartNames.Micro => [Quantities.Time],
        PartNames.Send => [Quantities.Cpu, Quantities.P99],
        PartNames.Http => [Quantities.Requests, Quantities.Cpu, Quantities.P99],
        PartNames.Cold => [Quantities.P50, Quantities.P99, Quantities.Late],
        PartNames.Mapping => [Quantities.Time, Quantities.Areas],
        PartNames.HitRatio => [Quantities.Hits],
        _ => [Quantities.Memory, Quantities.Resident],
    };

    private static bool IsCurve(IGrouping<string, Figure> family) =>
        family.First().Quantity is not Quantities.Hits && family.Where(static figure => figure.At is not null).Select(static figure => figure.At).Distinct().Skip(1).Any();

    private static LineChart DrawLines(PartResult part, string quantity, string family, Figure[] figures)
    {
        bool isRatio = IsRatio(figures);
        ChartSeries[] series = SeriesOf(part, figures, isRatio, static figure => figure.At!.Value);
        string unit = figures[0].Unit!;
        string what = unit == Figure.Bytes ? "size" : $"the number of {unit}";
        return new LineChart(
            new ChartFrame($"{family}: {Quantities.TitleOf(quantity)}", Describe(figures, isRatio, quantity, $" over {what}"), FigureTable.Of(part, figures)),
            series, at => Numbers.At(at, unit), AxisOf(figures, isRatio, quantity), isRatio);
    }

    private static DotChart DrawDots(PartResult part, string quantity, string title, Figure[] figures)
    {
        bool isRatio = IsRatio(figures);

        // Ranges in one row would hide one another.
        bool isShared = part.Part == PartNames.HitRatio || figures.DistinctBy(static figure => figure.Contestant, StringComparer.Ordinal).Count() == 1;
        string[] rows = [.. figures.Select(RowOf).Distinct(StringComparer.Ordinal)];
        ChartSeries[] series = SeriesOf(part, figures, isRatio, figure => Array.IndexOf(rows, RowOf(figure)));
        return new DotChart(
            new ChartFrame($"{title}: {Quantities.TitleOf(quantity)}", Describe(figures, isRatio, quantity, ""), FigureTable.Of(part, figures)),
            rows, series, AxisOf(figures, isRatio, quantity), isRatio);

        string RowOf(Figure figure) => isShared ? figure.Case : $"{figure.Case}, {figure.Contestant}";
    }

    // Counts are shown as they are.
    private static bool IsRatio(Figure[] figures) => figures.Any(static figure => figure.Reference is not null && !Quantities.IsCounted(figure.Quantity));

    private static ChartSeries[] SeriesOf(PartResult part, Figure[] figures, bool isRatio, Func<Figure, double> place) =>
    [
        .. figures.GroupBy(static figure => figure.Contestant, StringComparer.Ordinal)
            .OrderByDescending(group => PartNames.IsOurs(part.Part, group.Key))
            .Take(MostSeries)
            .Select(group => new ChartSeries(
                group.Key,
                LookOf(part, group.Key),
                PartNames.IsOurs(part.Part, group.Key),
                [.. group.Select(figure => (At: place(figure), Found: isRatio ? part.Ratio(figure) : figure.Spread)).Where(static point => point.Found is not null).Select(static point => new ChartPoint(point.At, point.Found!.Value))]))
            .Where(static series => series.Points.Count > 0),
    ];

    private static int LookOf(PartResult part, string contestant) => Array.IndexOf(
        [
            .. part.Figures.Select(static figure => figure.Contestant).Distinct(StringComparer.Ordinal).Except(s_leftOut, StringComparer.Ordinal)
                .OrderByDescending(name => PartNames.IsOurs(part.Part, name)),
        ],
        contestant);

    private static string ReferenceOf(Figure[] figures) => figures.First(static figure => figure.Reference is not null).Reference!;

    private static string AxisOf(Figure[] figures, bool isRatio, string quantity) =>
        isRatio ? $"times {ReferenceOf(figures)}'s" : $"{Quantities.TitleOf(quantity)}{(Quantities.UnitOf(quantity) is { Length: > 0 } unit ? $", {unit}" : "")}";

    private static string Describe(Figure[] figures, bool isRatio, string quantity, string over) =>
        (isRatio
            ? $"The {Quantities.TitleOf(quantity)} of each contestant beside that of {ReferenceOf(figures)}, which is 1, in the same rounds{over}: medians, and from the 10th to the 90th percentile."
            : $"The {Quantities.TitleOf(quantity)} of each contestant{over}.")
        + (Quantities.MoreIsBetter(quantity) ? " More is better." : " Less is better.");
}
