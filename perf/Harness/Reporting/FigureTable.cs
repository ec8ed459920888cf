using MappingCache.Harness.Data;

namespace MappingCache.Harness.Reporting;

/// <summary>Figures as a table: what a chart shows, for those who want the numbers.</summary>
internal static class FigureTable
{
    private static readonly string[] s_columns = ["case", "contestant", "median", "beside", "ratio", "10th to 90th percentile"];

    /// <summary>As HTML.</summary>
    public static string Of(PartResult part, IReadOnlyList<Figure> figures)
    {
        HtmlTable table = new($"{Quantities.TitleOf(figures[0].Quantity)}, medians", s_columns);
        foreach (Figure figure in figures)
        {
            table.Add(Row(part, figure));
        }

        return table.ToString();
    }

    /// <summary>The cells of a figure's row.</summary>
    public static string[] Row(PartResult part, Figure figure)
    {
        string median = Numbers.WithUnit(figure.Spread.Median, figure.Quantity);
        return part.Ratio(figure) is { } ratio && figure.Contestant != figure.Reference
            ? [figure.Case, figure.Contestant, median, figure.Reference!, Numbers.Short(ratio.Median), figure.Rounds.Count > 1 ? Numbers.Range(ratio) : ""]
            : [figure.Case, figure.Contestant, median, "", "", figure.Rounds.Count > 1 ? Numbers.Range(figure.Spread) : ""];
    }
}
