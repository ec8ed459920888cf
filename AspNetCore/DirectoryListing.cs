using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace MappingCache.AspNetCore;

/// <summary>Renders a directory as a page of HTML.</summary>
internal static class DirectoryListing
{
    /// <summary>The page's content type.</summary>
    public const string ContentType = "text/html; charset=utf-8";

    /// <summary>What a browser may do with the page: show it, with its own style, and nothing else.</summary>
    public const string SecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";

    private const string Style =
        """
        :root { color-scheme: light dark; }
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; background: #fff; color: #1b1b1b; }
        h1 { font-size: 1.25rem; overflow-wrap: anywhere; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid #ddd; vertical-align: top; }
        td:first-child { overflow-wrap: anywhere; }
        td + td, th + th { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        a { color: #0b57d0; text-decoration: none; }
        a:hover, a:focus { text-decoration: underline; }
        @media (max-width: 36rem) { td:nth-child(3), th:nth-child(3) { display: none; } }
        @media (prefers-color-scheme: dark) {
          body { background: #121212; color: #e4e4e4; }
          th, td { border-color: #333; }
          a { color: #8ab4f8; }
        }
        """;

    // Names in any script are to be readable in the page's source; the characters that mean something to HTML are
    // encoded all the same.
    private static readonly HtmlEncoder s_html = HtmlEncoder.Create(UnicodeRanges.All);

    private static readonly string[] s_units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Renders a page.</summary>
    /// <param name="path">The directory's path, as the reader sees it; it ends with a slash.</param>
    /// <param name="hasParent">Whether there is a directory above it to go to.</param>
    /// <param name="entries">What is in it, in order.</param>
    public static string Render(string path, bool hasParent, IReadOnlyList<ListingEntry> entries)
    {
        string title = s_html.Encode(path);
        StringBuilder page = new();
        page.Append(
            CultureInfo.InvariantCulture,
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <h1>{title}</h1>
            <table>
            <thead><tr><th>Name</th><th>Size</th><th>Modified (UTC)</th></tr></thead>
            <tbody>

            """);
        if (hasParent)
        {
            page.Append("<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n");
        }

        foreach (ListingEntry entry in entries)
        {
            AppendRow(page, entry);
        }

        return page.Append("</tbody>\n</table>\n</body>\n</html>\n").ToString();
    }

    /// <summary>A length in bytes, short enough for a phone: 512 B, 1.5 KiB.</summary>
    public static string FormatLength(long bytes)
    {
        if (bytes < 1024)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{bytes} B");
        }

        double value = bytes / 1024.0;
        int unit = 0;
        while (value >= 1024)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {s_units[unit]}");
    }

    private static void AppendRow(StringBuilder page, ListingEntry entry)
    {
        // The dot keeps a name with a colon from being read as a scheme.
        string slash = entry.IsDirectory ? "/" : string.Empty;
        string link = $"./{Uri.EscapeDataString(entry.Name)}{slash}";
        string length = entry.IsDirectory ? string.Empty : FormatLength(entry.Length);
        page.Append(
            CultureInfo.InvariantCulture,
            $"<tr><td><a href=\"{s_html.Encode(link)}\">{s_html.Encode(entry.Name)}{slash}</a></td><td>{length}</td><td>{entry.Modified:yyyy-MM-dd HH:mm}</td></tr>\n");
    }
}
