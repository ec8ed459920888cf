using System.Globalization;
using System.Text;

namespace MappingCache.Harness.Reporting.Charts;

/// <summary>Rows with a label each, and points and their ranges in them.</summary>
/// <param name="Frame">What it is set in.</param>
/// <param name="Rows">The labels, from above; a point's place is its row's number.</param>
/// <param name="Series">Who.</param>
/// <param name="Along">What the horizontal axis measures.</param>
/// <param name="One">Whether the axis has a line at 1.</param>
internal sealed record DotChart(ChartFrame Frame, IReadOnlyList<string> Rows, IReadOnlyList<ChartSeries> Series, string Along, bool One)
{
    private const double Left = 8;
    private const double Right = ChartFrame.Width - 12;
    private const double Top = 8;
    private const double RowHeight = 34;
    private const double LabelLine = 11;
    private const double DotLine = 23;
    private const int MostLetters = 54;

    /// <summary>Draws it.</summary>
    public string Draw(int number)
    {
        ChartPoint[] points = [.. Series.SelectMany(static series => series.Points)];
        double[] values = [.. points.SelectMany(static point => (double[])[point.Found.Median, point.Found.P10, point.Found.P90]), .. One ? [1.0] : Array.Empty<double>()];
        Scale x = values.Min() > 0 && (One || values.Max() > 20 * values.Min()) ? Scale.Logarithmic(values, Left, Right) : Scale.Linear(values, Left, Right);
        double bottom = Top + (Rows.Count * RowHeight);
        StringBuilder drawing = new();
        foreach (double tick in x.Ticks)
        {
            drawing.Append(ChartFrame.Line("grid", x.Of(tick), Top, x.Of(tick), bottom))
                .Append(ChartFrame.Text(x.Of(tick) < Left + 12 ? "start" : "middle", x.Of(tick), bottom + 14, Numbers.Tick(tick))).Append('\n');
        }

        if (One)
        {
            drawing.Append(ChartFrame.Line("one", x.Of(1), Top, x.Of(1), bottom)).Append('\n');
        }

        for (int row = 0; row < Rows.Count; row++)
        {
            double line = LineOf(row);
            drawing.Append(ChartFrame.Line("row", Left, line, Right, line))
                .Append(CultureInfo.InvariantCulture, $"""<text class="halo" x="{Left:0}" y="{Top + (row * RowHeight) + LabelLine:0}">{ChartFrame.Encode(Shortened(Rows[row]))}</text>""").Append('\n');
        }

        foreach (ChartSeries series in Series.OrderBy(static series => series.IsOurs))
        {
            foreach (ChartPoint point in series.Points)
            {
                double line = LineOf((int)point.At);
                drawing.Append(ChartFrame.Line($"whisker {Marker.ClassOf(series.Look)}", x.Of(point.Found.P10), line, x.Of(point.Found.P90), line))
                    .Append(Marker.At(series.Look, series.IsOurs, x.Of(point.Found.Median), line)).Append('\n');
            }
        }

        drawing.Append(ChartFrame.Text("end", Right, bottom + 30, Along)).Append('\n');
        return Frame.Around(number, bottom + 36, drawing.ToString(), Series);
    }

    // The whole label is in the table.
    private static string Shortened(string label) => label.Length <= MostLetters ? label : $"{label[..(MostLetters - 1)]}…";

    private static double LineOf(int row) => Top + (row * RowHeight) + DotLine;
}
