using System.Globalization;
using MappingCache.Harness.Contestants;
using MappingCache.Micro.Races;
using Spectre.Console;

namespace MappingCache.Harness.Results;

/// <summary>Shows results as tables: drawn on a terminal, else as Markdown.</summary>
internal static class Views
{
    // Wide enough for any table: what is read by others must not be wrapped.
    private const int FileWidth = 400;

    // More than that in a settled process is the JIT at work on what is being measured.
    private const int FewMethods = 5;

    // Beside whom the others are shown: the first of them who takes part.
    private static readonly string[] s_bases = [ContestantCatalog.NativeSendFile, ContestantCatalog.SendFileAsync];

    private static readonly IAnsiConsole s_console = CreateConsole();

    /// <summary>Shows what was measured with one workload.</summary>
    public static void Show(WorkloadResult result)
    {
        string @base = s_bases.FirstOrDefault(name => result.Find(name) is not null) ?? result.Contestants.Select(static contestant => contestant.Name).FirstOrDefault("");
        if (result.Contestants.Count > 0)
        {
            ShowContestants(result, @base);
        }

        foreach ((string name, string reason) in result.Failures)
        {
            s_console.WriteLine($"{name} was not measured: {reason}");
        }

        if (result.CompiledMethods > FewMethods)
        {
            s_console.WriteLine($"The JIT compiled {result.CompiledMethods} methods meanwhile: the warm-up was too short.");
        }
    }

    /// <summary>Shows what has become of the goals.</summary>
    public static void Show(IReadOnlyList<GoalResult> goals)
    {
        Table table = Create("Goals", ["workload", "goal", "at most", "found", "p10..p90", "verdict"]);
        foreach (GoalResult goal in goals)
        {
            Add(table,
            [
                goal.Workload, goal.Goal, goal.AtMost.ToString("0.##", CultureInfo.InvariantCulture), Hundredths(goal.Found.Median), Range(goal.Found),
                goal.Verdict switch
                {
                    Verdict.Met => "met",
                    Verdict.Missed => "missed",
                    _ => "inconclusive",
                },
            ]);
        }

        Write(table);
    }

    private static void ShowContestants(WorkloadResult result, string @base)
    {
        Table table = Create(
            $"{result.Workload.Name}{(result.Pinned ? "" : ", sender and receiver on any processor")}",
            ["contestant", "CPU us", $"to {@base}", "p10..p90", "wall us", "sends/s", "p50 us", "p99 us", "bytes", "gen0"]);
        foreach (ContestantResult contestant in result.Contestants)
        {
            Spread? ratio = result.RatioOf(contestant.Name, @base);
            Add(table,
            [
                contestant.Name, Hundredths(contestant.Cpu.Median),
                ratio is { } found ? Hundredths(found.Median) : "1", ratio is { } spread ? Range(spread) : "",
                Hundredths(contestant.Wall.Median), contestant.SendsPerSecond.ToString("N0", CultureInfo.InvariantCulture),
                Median(contestant.P50Microseconds, "N1"), Median(contestant.P99Microseconds, "N1"),
                Median(contestant.AllocatedBytes, "N1"), Median(contestant.Collections, "N0"),
            ]);
        }

        Write(table);
    }

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

    private static string Range(Spread spread) => string.Create(CultureInfo.InvariantCulture, $"{spread.P10:F2}..{spread.P90:F2}");

    private static string Hundredths(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static string Median(IReadOnlyList<double> rounds, string format) =>
        rounds.Count > 0 ? Spread.Of(rounds).Median.ToString(format, CultureInfo.InvariantCulture) : "-";
}
