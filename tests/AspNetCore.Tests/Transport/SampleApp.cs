using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>An application that answers in all the ways that there are.</summary>
internal static class SampleApp
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/text", async context =>
        {
            context.Response.ContentLength = 5;
            await context.Response.WriteAsync("Hello", context.RequestAborted);
        });
        app.MapGet("/length/{count:int}", async (HttpContext context, int count) =>
        {
            context.Response.ContentLength = count;
            await context.Response.Body.WriteAsync(SiteFolder.Bytes(count), context.RequestAborted);
        });
        app.MapGet("/pieces/{count:int}", async (HttpContext context, int count) =>
        {
            for (int index = 0; index < count; index++)
            {
                await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"piece {index};"), context.RequestAborted);
            }
        });
        app.MapPost("/echo", async context =>
        {
            context.Response.ContentLength = context.Request.ContentLength;
            await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
        });
        app.MapPost("/count", async context =>
        {
            byte[] buffer = new byte[16 * 1024];
            long count = 0;
            for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
            {
                count += read;
            }

            await context.Response.WriteAsync(count.ToString(CultureInfo.InvariantCulture), context.RequestAborted);
        });
        app.MapGet("/abort", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        app.MapGet("/half", async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync(new byte[500], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        });
        app.MapGet("/throw", _ => throw new InvalidOperationException("as asked"));
        app.MapGet("/ends", (HttpContext context) => $"{context.Connection.LocalIpAddress} {context.Connection.RemoteIpAddress}");
    }
}
