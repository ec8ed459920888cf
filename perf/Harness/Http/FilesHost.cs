using System.CommandLine;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using MappingCache.AspNetCore;
using MappingCache.AspNetCore.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MappingCache.Harness.Http;

/// <summary>Serves a folder until it is ended.</summary>
internal static class FilesHost
{
    public const string Command = "serve-files";

    // As many as nginx is told to keep open. Each has one window, or few.
    private const int MaxOpenFiles = 20_000;

    private static readonly Argument<HostKind> s_kind = new("KIND");
    private static readonly Argument<string> s_folder = new("FOLDER");
    private static readonly Argument<string> s_certificate = new("CERTIFICATE");
    private static readonly Argument<string> s_key = new("KEY");

    /// <summary>Makes the command, which is for this program alone.</summary>
    public static Command Create()
    {
        Command command = new(Command) { s_kind, s_folder, s_certificate, s_key };
        command.Hidden = true;
        command.SetAction(static async (result, cancelled) =>
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(result.GetRequiredValue(s_certificate), result.GetRequiredValue(s_key));
            return await RunAsync(result.GetRequiredValue(s_kind), result.GetRequiredValue(s_folder), certificate, cancelled).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(HostKind kind, string folder, X509Certificate2 certificate, CancellationToken cancelled)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        _ = builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                // As the others have it: HTTP/2 is not what is compared.
                listen.Protocols = HttpProtocols.Http1;
                _ = listen.UseHttps(certificate);
            });
        });
        if (kind != HostKind.Kestrel)
        {
            builder.Services.AddMappingCache(new WindowCacheOptions { SlotCount = MaxOpenFiles });
            builder.WebHost.UseMappingCacheTransport(options => options.Scheduling = kind == HostKind.Inline ? TransportScheduling.Inline : TransportScheduling.Dispatch);
        }

        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        using PhysicalFileProvider files = new(folder);
        if (kind is HostKind.Inline or HostKind.Dispatch)
        {
            app.MapMappedFiles("/", folder, app.Services.GetRequiredService<WindowCache>(), static options =>
            {
                options.MaxOpenFiles = MaxOpenFiles;

                // As the others here, who do not look at a file while they send it either.
                options.ChecksBodies = false;
            });
        }
        else
        {
            app.UseStaticFiles(new StaticFileOptions { FileProvider = files, ServeUnknownFileTypes = true });
        }

        await using (app.ConfigureAwait(false))
        {
            await app.StartAsync(cancelled).ConfigureAwait(false);
            await Console.Out.WriteLineAsync($"Serving at {string.Join("/ and ", app.Urls)}/").ConfigureAwait(false);
            await app.WaitForShutdownAsync(cancelled).ConfigureAwait(false);
        }

        return 0;
    }
}
