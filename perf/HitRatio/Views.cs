using System.Globalization;
using MappingCache.HitRatio.Policies;
using MappingCache.HitRatio.Worst;
using Spectre.Console;

namespace MappingCache.HitRatio;

/// <summary>Shows results as tables: drawn on a terminal, else as Markdown.</summary>
internal static class Views
{
    // Wide enough for any table: what is read by others must not be wrapped.
    private const int FileWidth = 400;

    private static readonly IAnsiConsole s_console = CreateConsole();

    /// <summary>Shows hit ratios, and what choosing has cost the cache.</summary>
    public static void Show(IReadOnlyList<Comparison> comparisons)
    {
        string[] policies = [.. comparisons[0].Walks.Keys];
        string[] products = [.. policies.Where(name => comparisons[0].Walks[name].Sweeps is not null)];
        Table table = Create("Hit ratios in percent of the requests",
            ["trace", "requests", "distinct", "slots", .. policies, .. products.SelectMany(static name => (string[])[$"{name}: looks an eviction", $"{name}: longest sweep"])]);
        foreach (Comparison comparison in comparisons)
        {
            Add(table,
            [
                comparison.Trace, Count(comparison.Requests), Count(comparison.Distinct), Count(comparison.Slots),
                .. policies.Select(name => Hundredths(comparison.HitPercent(name))),
                .. products.SelectMany(name => SweepsOf(comparison.Walks[name].Sweeps!.Value)),
            ]);
        }

        Write(table);
    }

    /// <summary>Shows what one request pays at worst.</summary>
    public static void Show(IReadOnlyList<WorstCase> cases)
    {
        Table table = Create(
            "What one request pays for a sweep in the worst case (the whole request, with no system to map anything), and the longest sweeps that came about on traces",
            ["policy", "case", "slots", "looks", "median us", "p90 us", "max us", "requests"]);
        foreach (WorstCase worst in cases)
        {
            Add(table, [worst.Eviction, worst.Case, Count(worst.Slots), Count(worst.Looks), Tenths(worst.MedianMicroseconds), Tenths(worst.P90Microseconds), Tenths(worst.MaxMicroseconds), Count(worst.Runs)]);
        }

        Write(table);
    }

    private static string[] SweepsOf(Sweeps sweeps) => [Hundredths(sweeps.LooksPerEviction), Count(sweeps.Longest)];

    private static IAnsiConsole CreateConsole()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = FileWidth;
        }

        return console;
    }

    private static Table Create(string title, string[] columns)
    {
        s_console.WriteLine(title);
        Table table = new Table().Border(Console.IsOutputRedirected ? TableBorder.Markdown : TableBorder.Rounded);
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)).RightAligned());
        }

        return table;
    }

    private static void Add(Table table, string[] row) => table.AddRow([.. row.Select(Markup.Escape)]);

    private static void Write(Table table)
    {
        s_console.Write(table);
        s_console.WriteLine();
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Hundredths(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static string Tenths(double? value) => value?.ToString("N1", CultureInfo.InvariantCulture) ?? "-";
}
