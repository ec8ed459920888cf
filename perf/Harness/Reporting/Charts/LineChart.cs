using System.Globalization;
using System.Text;

namespace MappingCache.Harness.Reporting.Charts;

/// <summary>Curves over a number, both axes logarithmic unless there is a 0.</summary>
/// <param name="Frame">What it is set in.</param>
/// <param name="Series">Who.</param>
/// <param name="Across">Writes a value of the horizontal axis.</param>
/// <param name="Along">What the vertical axis measures.</param>
/// <param name="One">Whether 1 is where two are equal, and has a line of its own.</param>
internal sealed record LineChart(ChartFrame Frame, IReadOnlyList<ChartSeries> Series, Func<double, string> Across, string Along, bool One)
{
    private const double Left = 44;
    private const double Right = ChartFrame.Width - 14;
    private const double Top = 22;
    private const double Bottom = 236;
    private const double Height = 262;
    private const double LetterWidth = 7;

    /// <summary>Draws it.</summary>
    public string Draw(int number)
    {
        ChartPoint[] points = [.. Series.SelectMany(static series => series.Points)];
        double[] places = [.. points.Select(static point => point.At).Distinct().Order()];
        Scale x = Scale.Logarithmic(places, Left + 8, Right, places);
        double[] values = [.. points.SelectMany(static point => (double[])[point.Found.Median, point.Found.P10, point.Found.P90]), .. One ? [1.0] : Array.Empty<double>()];
        Scale y = values.Min() > 0 ? Scale.Logarithmic(values, Bottom, Top) : Scale.Linear(values, Bottom, Top);
        StringBuilder drawing = new();
        drawing.Append(ChartFrame.Text("start", 2, 12, Along)).Append('\n');
        foreach (double tick in y.Ticks)
        {
            drawing.Append(ChartFrame.Line("grid", Left, y.Of(tick), Right, y.Of(tick)))
                .Append(ChartFrame.Text("end", Left - 4, y.Of(tick) + 4, Numbers.Tick(tick))).Append('\n');
        }

        if (One)
        {
            drawing.Append(ChartFrame.Line("one", Left, y.Of(1), Right, y.Of(1))).Append('\n');
        }

        // A label that would run into the one before it is left out.
        double free = 0;
        foreach (double place in places)
        {
            string label = Across(place);
            double half = label.Length * LetterWidth / 2;
            double middle = Math.Min(x.Of(place), ChartFrame.Width - half);
            if (middle - half >= free)
            {
                drawing.Append(ChartFrame.Text("middle", middle, Bottom + 16, label)).Append('\n');
                free = middle + half;
            }
        }

        // The cache's own curves last, over the others.
        foreach (ChartSeries series in Series.OrderBy(static series => series.IsOurs))
        {
            Draw(drawing, series, x, y);
        }

        return Frame.Around(number, Height, drawing.ToString(), Series);
    }

    private static void Draw(StringBuilder drawing, ChartSeries series, Scale x, Scale y)
    {
        IEnumerable<string> corners = series.Points.OrderBy(static point => point.At)
            .Select(point => string.Create(CultureInfo.InvariantCulture, $"{x.Of(point.At):0.#},{y.Of(point.Found.Median):0.#}"));
        string kind = $"{(series.IsOurs ? "curve own" : "curve")} {Marker.ClassOf(series.Look)}";
        drawing.Append(CultureInfo.InvariantCulture, $"""<polyline class="{kind}" points="{string.Join(' ', corners)}"/>""").Append('\n');
        foreach (ChartPoint point in series.Points)
        {
            if (series.IsOurs)
            {
                drawing.Append(ChartFrame.Line($"whisker {Marker.ClassOf(series.Look)}", x.Of(point.At), y.Of(point.Found.P10), x.Of(point.At), y.Of(point.Found.P90)));
            }

            drawing.Append(Marker.At(series.Look, series.IsOurs, x.Of(point.At), y.Of(point.Found.Median))).Append('\n');
        }
    }
}
