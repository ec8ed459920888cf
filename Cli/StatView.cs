using Spectre.Console;

namespace MappingCache.Cli;

/// <summary>Shows a file's windows on the terminal.</summary>
internal static class StatView
{
    /// <summary>Whether the output is a terminal.</summary>
    public static bool CanShow => !Console.IsOutputRedirected;

    /// <summary>Shows a table of the windows.</summary>
    public static void Show(FileWindows windows)
    {
        Table table = new Table().Border(TableBorder.Rounded);
        foreach (string column in FileWindows.Columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)).RightAligned());
        }

        foreach (string[] row in windows.Rows())
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        AnsiConsole.WriteLine(windows.Summary);
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(windows.Total());
    }
}
