using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MappingCache.AspNetCore;

/// <summary>Registers the cache that files are served from.</summary>
public static class MappingCacheServices
{
    /// <summary>Registers one <see cref="WindowCache"/> for the application, unless there is one. It is made when it is first wanted, and disposed with the application.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="options">What it is made with; the defaults if null.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMappingCache(this IServiceCollection services, WindowCacheOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(_ => WindowCache.Create(options));
        return services;
    }
}
