using System.Net;
using MappingCache.AspNetCore;
using MappingCache.AspNetCore.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace MappingCache.Cli;

/// <summary>Serves a folder until the process is told to end.</summary>
internal static class ServeHost
{
    // A download that is under way may take hours; whoever presses Ctrl-C does not mean to wait for it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>Runs the server; returns after Ctrl-C or SIGTERM.</summary>
    /// <returns>The exit code: 0, or 1 when the audit of the cache found something.</returns>
    /// <exception cref="ArgumentException">An option of the cache is out of its range, or the machine does not allow it.</exception>
    /// <exception cref="IOException">There is no such folder, the port is taken, or the system did not reserve the addresses.</exception>
    public static async Task<int> RunAsync(ServeSettings settings)
    {
        using WindowCache cache = WindowCache.Create(settings.Cache);
        ServedTraffic traffic = new();
        WebApplication app = CreateApp(settings, cache, traffic);
        await using (app.ConfigureAwait(false))
        {
            await app.StartAsync().ConfigureAwait(false);
            await AnnounceAsync(app, settings, cache).ConfigureAwait(false);
            if (ServeView.CanShow)
            {
                await ServeView.ShowAsync(cache, traffic, app.Lifetime.ApplicationStopping).ConfigureAwait(false);
            }

            await app.WaitForShutdownAsync().ConfigureAwait(false);
        }

        return await ReportAsync(cache, traffic).ConfigureAwait(false);
    }

    private static WebApplication CreateApp(ServeSettings settings, WindowCache cache, ServedTraffic traffic)
    {
        // Settings come from the command line alone: not from files that happen to lie in the current directory, which
        // may be the folder that is served, nor from the environment.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, settings.Port);
        });

        // What it serves never blocks the loop: what is not open, mapped or in memory is had on the thread pool.
        builder.WebHost.UseMappingCacheTransport(static transport => transport.Scheduling = TransportScheduling.Inline);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // A server that cannot start throws, and the command says why; the host would say it again, at length.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

        // Kestrel tells of exceptions, too; this one, if anybody listens, makes an activity of every request.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_patience);
        WebApplication app = builder.Build();
        app.MapMappedFiles("/", settings.Folder, cache, options =>
        {
            options.DirectoryListing = true;

            // Most files of a folder have one window, or few. Where none is kept open, that has its reason.
            options.MaxOpenFiles = options.MaxOpenFiles == 0 ? 0 : Math.Max(options.MaxOpenFiles, cache.SlotCount);
            options.Traffic = traffic;
            options.ChecksBodies = settings.ChecksBodies;
        });
        return app;
    }

    private static async Task AnnounceAsync(WebApplication app, ServeSettings settings, WindowCache cache)
    {
        await Console.Out.WriteLineAsync($"Serving {Path.GetFullPath(settings.Folder)} at {app.Urls.Single()}/").ConfigureAwait(false);
        foreach (string notice in cache.Notices)
        {
            await UserErrors.TellAsync(notice).ConfigureAwait(false);
        }
    }

    private static async Task<int> ReportAsync(WindowCache cache, ServedTraffic traffic)
    {
        foreach ((string name, string value) in ServeFigures.Of(cache.GetStatistics(), traffic))
        {
            await Console.Out.WriteLineAsync($"{name}: {value}").ConfigureAwait(false);
        }

        IReadOnlyList<string> problems = cache.Audit();
        foreach (string problem in problems)
        {
            await Console.Out.WriteLineAsync($"audit: {problem}").ConfigureAwait(false);
        }

        if (problems.Count > 0)
        {
            return 1;
        }

        await Console.Out.WriteLineAsync("audit: clean").ConfigureAwait(false);
        return 0;
    }
}
