using System.Net;
using MappingCache.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MappingCache.Tests.Chaos;

/// <summary>A server in this process, on a free port of the loopback interface.</summary>
internal sealed class ChaosServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ChaosServer(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    /// <summary>Asks it.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts one.</summary>
    /// <param name="folder">What is served.</param>
    /// <param name="cache">The cache that it is served from.</param>
    /// <param name="isCareless">A broken twin: whether files are not looked at after a piece was copied.</param>
    public static async Task<ChaosServer> StartAsync(string folder, WindowCache cache, bool isCareless)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        if (isCareless)
        {
            app.MapGet("/{name}", (HttpContext context, string name) => SendCarelesslyAsync(context, cache, Path.Combine(folder, name)));
        }
        else
        {
            app.MapMappedFiles("/", folder, cache);
        }

        await app.StartAsync();
        return new ChaosServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task SendCarelesslyAsync(HttpContext context, WindowCache cache, string path)
    {
        if (!cache.TryOpen(path, within: null, out MappedFile? file, out _))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using (file)
        {
            long end = file.Length;
            context.Response.ContentLength = end;
            int copied;
            for (long offset = 0; offset < end; offset += copied)
            {
                copied = CopyCarelessly(file, offset, end - offset, context);
                if (copied == 0)
                {
                    context.Abort();
                    return;
                }

                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            }
        }
    }

    private static int CopyCarelessly(MappedFile file, long offset, long most, HttpContext context)
    {
        using Window window = file.Acquire(offset, context.RequestAborted);
        int length = (int)Math.Min(window.Length, most);
        Span<byte> room = context.Response.BodyWriter.GetSpan(length);
        Thread.Yield();
        window.Span[..length].CopyTo(room);
        context.Response.BodyWriter.Advance(length);
        return length;
    }
}
