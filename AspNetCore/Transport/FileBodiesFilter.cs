using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace MappingCache.AspNetCore.Transport;

/// <summary>Lets the whole application send files from windows, if a cache is registered: before any middleware of its own, which may put its body before this one.</summary>
internal sealed class FileBodiesFilter : IStartupFilter
{
    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => builder =>
    {
        if (builder.ApplicationServices.GetService<WindowCache>() is not null)
        {
            FileBodies files = builder.ApplicationServices.GetRequiredService<FileBodies>();
            builder.Use(follower => context =>
            {
                files.Wrap(context);
                return follower(context);
            });
        }

        next(builder);
    };
}
