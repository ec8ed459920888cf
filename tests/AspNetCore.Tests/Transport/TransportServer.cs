using System.Net;
using System.Net.Sockets;
using MappingCache.AspNetCore.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>A server that listens by one transport or another, with what its log said.</summary>
internal sealed class TransportServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TransportServer(WebApplication app, EndPoint endPoint, LogLines log) => (_app, EndPoint, Log) = (app, endPoint, log);

    /// <summary>Where it listens.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>Warnings and errors.</summary>
    public LogLines Log { get; }

    /// <param name="kind">The transport.</param>
    /// <param name="map">Sets the application up.</param>
    /// <param name="kestrel">Sets Kestrel up.</param>
    /// <param name="transport">Sets our transport up.</param>
    /// <param name="endPoint">Where to listen; null for a free port of the loopback interface.</param>
    /// <param name="listen">Sets the end point up, such as for TLS.</param>
    /// <param name="services">Registers services.</param>
    public static async Task<TransportServer> StartAsync(
        ServerKind kind,
        Action<WebApplication> map,
        Action<KestrelServerOptions>? kestrel = null,
        Action<MappingCacheTransportOptions>? transport = null,
        EndPoint? endPoint = null,
        Action<ListenOptions>? listen = null,
        Action<IServiceCollection>? services = null)
    {
        LogLines log = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options =>
        {
            kestrel?.Invoke(options);
            options.Listen(endPoint ?? new IPEndPoint(IPAddress.Loopback, 0), listening => listen?.Invoke(listening));
        });
        if (kind != ServerKind.Kestrel)
        {
            builder.WebHost.UseMappingCacheTransport(options =>
            {
                options.LoopCount = 2;
                options.Scheduling = kind == ServerKind.Inline ? TransportScheduling.Inline : TransportScheduling.Dispatch;
                transport?.Invoke(options);
            });
        }

        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(log);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        map(app);
        await app.StartAsync();
        return new TransportServer(app, endPoint is UnixDomainSocketEndPoint ? endPoint : new IPEndPoint(EndPointAddress(endPoint), new Uri(app.Urls.Single()).Port), log);
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static IPAddress EndPointAddress(EndPoint? endPoint) => endPoint is IPEndPoint { Address: var address }
        ? address.Equals(IPAddress.Any) ? IPAddress.Loopback : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address
        : IPAddress.Loopback;
}
