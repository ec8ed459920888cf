using MappingCache.AspNetCore;
using Spectre.Console;

namespace MappingCache.Cli;

/// <summary>Shows on the terminal what a cache is doing.</summary>
internal static class ServeView
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Whether the output is a terminal that the view can be redrawn on.</summary>
    public static bool CanShow => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    /// <summary>Shows the figures, about once a second, until the token is cancelled.</summary>
    public static Task ShowAsync(WindowCache cache, ServedTraffic traffic, CancellationToken stopping) =>
        AnsiConsole.Live(Render(cache, traffic)).AutoClear(true).StartAsync(async live =>
        {
            using PeriodicTimer timer = new(s_interval);
            while (!stopping.IsCancellationRequested)
            {
                live.UpdateTarget(Render(cache, traffic));
                live.Refresh();
                try
                {
                    await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (stopping.IsCancellationRequested)
                {
                    // The end of the view, as the loop's condition has it.
                }
            }
        });

    private static Table Render(WindowCache cache, ServedTraffic traffic)
    {
        Table table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("name").AddColumn("value").Caption("Ctrl-C ends");
        foreach ((string name, string value) in ServeFigures.Of(cache.GetStatistics(), traffic))
        {
            table.AddRow(Markup.Escape(name), Markup.Escape(value));
        }

        return table;
    }
}
