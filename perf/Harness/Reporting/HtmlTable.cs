using System.Text;
using MappingCache.Harness.Reporting.Charts;

namespace MappingCache.Harness.Reporting;

/// <summary>A table of HTML, in a box of its own that scrolls where the page is narrow.</summary>
/// <param name="caption">What it holds.</param>
/// <param name="columns">The heads of its columns.</param>
internal sealed class HtmlTable(string caption, params string[] columns)
{
    private readonly StringBuilder _rows = new();

    /// <summary>Adds a row.</summary>
    /// <param name="cells">Text; the first one is the row's head.</param>
    public void Add(params IReadOnlyList<string> cells) => AddWithClass("", cells);

    /// <summary>Adds a row of a class.</summary>
    public void AddWithClass(string @class, IReadOnlyList<string> cells)
    {
        _rows.Append(@class.Length == 0 ? "<tr>" : $"<tr class=\"{@class}\">");
        for (int i = 0; i < cells.Count; i++)
        {
            _rows.Append(i == 0 ? "<th scope=\"row\">" : "<td>").Append(ChartFrame.Encode(cells[i])).Append(i == 0 ? "</th>" : "</td>");
        }

        _rows.Append("</tr>\n");
    }

    public override string ToString() =>
        $"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{ChartFrame.Encode(caption)}\"><table><caption>{ChartFrame.Encode(caption)}</caption>"
        + $"<thead><tr>{string.Concat(columns.Select(static column => $"<th scope=\"col\">{ChartFrame.Encode(column)}</th>"))}</tr></thead>\n<tbody>\n{_rows}</tbody></table></div>\n";
}
