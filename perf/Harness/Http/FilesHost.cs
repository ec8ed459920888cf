using System.CommandLine;
using System.Net;
using MappingCache.AspNetCore;
using MappingCache.AspNetCore.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MappingCache.Harness.Http;

/// <summary>Serves a folder until it is ended.</summary>
internal static class FilesHost
{
    public const string Command = "serve-files";

    // As many as nginx is told to keep open.
    private const int MaxOpenFiles = 20_000;

    private static readonly Argument<HostKind> s_kind = new("KIND");
    private static readonly Argument<string> s_folder = new("FOLDER");

    /// <summary>Makes the command, which is for this program alone.</summary>
    public static Command Create()
    {
        Command command = new(Command) { s_kind, s_folder };
        command.Hidden = true;
        command.SetAction(static (result, cancelled) => RunAsync(result.GetRequiredValue(s_kind), result.GetRequiredValue(s_folder), cancelled));
        return command;
    }

    private static async Task<int> RunAsync(HostKind kind, string folder, CancellationToken cancelled)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        if (kind != HostKind.Kestrel)
        {
            builder.WebHost.UseMappingCacheTransport(options => options.Scheduling = kind == HostKind.Inline ? TransportScheduling.Inline : TransportScheduling.Dispatch);
        }

        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        using PhysicalFileProvider files = new(folder);
        using WindowCache cache = WindowCache.Create();
        if (kind is HostKind.Inline or HostKind.Dispatch)
        {
            app.MapMappedFiles("/", folder, cache, static options => options.MaxOpenFiles = MaxOpenFiles);
        }
        else
        {
            app.UseStaticFiles(new StaticFileOptions { FileProvider = files, ServeUnknownFileTypes = true });
        }

        await using (app.ConfigureAwait(false))
        {
            await app.StartAsync(cancelled).ConfigureAwait(false);
            await Console.Out.WriteLineAsync($"Serving at {app.Urls.Single()}/").ConfigureAwait(false);
            await app.WaitForShutdownAsync(cancelled).ConfigureAwait(false);
        }

        return 0;
    }
}
