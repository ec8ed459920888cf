using System.Globalization;
using System.Net;
using System.Text;

namespace MappingCache.Harness.Reporting.Charts;

/// <summary>What all charts are set in: a figure with a heading, the drawing with its description, a legend, and the numbers as a table for those who do not see the drawing.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Description">What the drawing shows, in words.</param>
/// <param name="Table">The numbers, as HTML.</param>
internal sealed record ChartFrame(string Title, string Description, string Table)
{
    /// <summary>A drawing is about as wide as a phone, so that its letters there are as large as the text's.</summary>
    public const int Width = 360;

    /// <summary>Puts a drawing into the frame.</summary>
    /// <param name="number">A number that no other chart of the page has.</param>
    /// <param name="height">The drawing's height.</param>
    /// <param name="drawing">What is drawn.</param>
    /// <param name="series">Who is in it.</param>
    public string Around(int number, double height, string drawing, IReadOnlyList<ChartSeries> series)
    {
        StringBuilder html = new();
        html.Append("<figure>\n<figcaption>").Append(Encode(Title)).Append("</figcaption>\n");
        html.Append(
            CultureInfo.InvariantCulture,
            $"""<svg viewBox="0 0 {Width} {height:0}" role="img" aria-labelledby="t{number} d{number}"><title id="t{number}">{Encode(Title)}</title><desc id="d{number}">{Encode(Description)}</desc>""");
        html.Append('\n').Append(drawing).Append("</svg>\n");
        if (series.Count > 1)
        {
            html.Append("<ul class=\"legend\">");
            for (int i = 0; i < series.Count; i++)
            {
                html.Append("<li><svg class=\"key\" viewBox=\"-7 -7 14 14\" aria-hidden=\"true\">").Append(Marker.At(series[i].Look, series[i].IsOurs, 0, 0)).Append("</svg>")
                    .Append(Encode(series[i].Name)).Append("</li>");
            }

            html.Append("</ul>\n");
        }

        html.Append("<p class=\"note\">").Append(Encode(Description)).Append("</p>\n");
        html.Append("<details><summary>The numbers</summary>\n").Append(Table).Append("</details>\n</figure>\n");
        return html.ToString();
    }

    /// <summary>Text for HTML.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A line.</summary>
    public static string Line(string kind, double x1, double y1, double x2, double y2) => string.Create(
        CultureInfo.InvariantCulture, $"""<line class="{kind}" x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}"/>""");

    /// <summary>A piece of text.</summary>
    /// <param name="anchor">Which of its ends lies at x: start, middle or end.</param>
    /// <param name="x">Where.</param>
    /// <param name="y">Where its line is.</param>
    /// <param name="text">The text.</param>
    public static string Text(string anchor, double x, double y, string text) => string.Create(
        CultureInfo.InvariantCulture, $"""<text text-anchor="{anchor}" x="{x:0.#}" y="{y:0.#}">{Encode(text)}</text>""");
}
