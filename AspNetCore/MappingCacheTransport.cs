using MappingCache.AspNetCore.Transport;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MappingCache.AspNetCore;

/// <summary>Registers the transport that sends files from mapped windows.</summary>
public static class MappingCacheTransport
{
    /// <summary>
    /// Has Kestrel listen by a transport that sends bodies of files to plain HTTP/1.1 connections straight from their mapped
    /// windows. On Linux, at addresses (TCP) and Unix domain sockets. Other end points, and other systems, keep Kestrel's own
    /// transports, and bodies are copied there.
    /// </summary>
    /// <param name="builder">The host's builder. Kestrel may be configured before or after.</param>
    /// <param name="configure">Sets options; null for the defaults.</param>
    /// <returns>The builder.</returns>
    public static IWebHostBuilder UseMappingCacheTransport(this IWebHostBuilder builder, Action<MappingCacheTransportOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services =>
        {
            services.AddOptions<MappingCacheTransportOptions>();
            if (configure is not null)
            {
                _ = services.Configure(configure);
            }

            services.TryAddSingleton<FileBodies>();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, FileBodiesFilter>());
            if (WindowCacheFactory.HasEventLoops)
            {
                // Kestrel asks the one that was registered last first. It registers its own only where there is none, which is too
                // late if this comes before.
                services.TryAddSingleton<IConnectionListenerFactory, SocketTransportFactory>();
                services.TryAddEnumerable(ServiceDescriptor.Singleton<IConnectionListenerFactory, TransportFactory>());
            }
        });
    }
}
