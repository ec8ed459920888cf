using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MappingCache.Harness.Http;

/// <summary>Serves a folder by <c>UseStaticFiles</c> until it is ended.</summary>
internal static class StaticFilesHost
{
    public const string Command = "static-files";

    private static readonly Argument<string> s_folder = new("FOLDER");

    /// <summary>Makes the command, which is for this program alone.</summary>
    public static Command Create()
    {
        Command command = new(Command) { s_folder };
        command.Hidden = true;
        command.SetAction(static (result, cancelled) => RunAsync(result.GetRequiredValue(s_folder), cancelled));
        return command;
    }

    private static async Task<int> RunAsync(string folder, CancellationToken cancelled)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        using PhysicalFileProvider files = new(folder);
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, ServeUnknownFileTypes = true });
        await using (app.ConfigureAwait(false))
        {
            await app.StartAsync(cancelled).ConfigureAwait(false);
            await Console.Out.WriteLineAsync($"Serving at {app.Urls.Single()}/").ConfigureAwait(false);
            await app.WaitForShutdownAsync(cancelled).ConfigureAwait(false);
        }

        return 0;
    }
}
