using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MappingCache.AspNetCore;

/// <summary>Maps endpoints that serve the files of a folder from mapped windows.</summary>
public static class MappedFilesEndpoint
{
    /// <summary>Serves the files below a folder, for GET and HEAD, with entity tags, conditions and ranges, one or several. Nothing outside the folder is served, whatever the path or the symbolic links in it.</summary>
    /// <remarks>
    /// Bodies are copied from mapped windows. A file that changes while it is sent ends its connection, unless
    /// <see cref="MappedFilesOptions.ChecksBodies"/> is off: every piece is copied, then the file looked at, and only a piece
    /// of the version that the response's head has promised is sent. Replace files that are being served (write a new one,
    /// rename it over) instead of writing to them: then what is under way is sent to its end. Windows lets nobody cut or
    /// replace a file while windows of it are mapped.
    /// Files stay open between requests (<see cref="MappedFilesOptions.MaxOpenFiles"/>) and are closed when the application
    /// has stopped. How late a HEAD or a conditional request may notice a change is the cache's
    /// <see cref="WindowCacheOptions.Revalidation"/>; what has a body notices it at once. What the handler waits for is the
    /// client, the disk and free slots; only the disk holds up a thread.
    /// A path names entries by their names and by nothing else: on Windows no short names (PROGRA~1), devices (NUL),
    /// streams (a:b), drives, or dots and spaces at the end that Windows would leave out. Whether upper and lower case
    /// differ is the file system's affair.
    /// </remarks>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="prefix">The path that the folder appears at, such as /files; / for all paths.</param>
    /// <param name="folder">The folder. Its links are followed now, once; where they lead later does not matter.</param>
    /// <param name="cache">The cache of windows. It has to outlive the server and is not disposed by it.</param>
    /// <param name="configure">Sets options; null for the defaults.</param>
    /// <returns>For further conventions, such as authorization.</returns>
    /// <exception cref="ArgumentException">The folder's name is empty.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IEndpointConventionBuilder MapMappedFiles(
        this IEndpointRouteBuilder endpoints,
        string prefix,
        string folder,
        WindowCache cache,
        Action<MappedFilesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(cache);
        MappedFilesOptions options = new();
        configure?.Invoke(options);
        MappedFilesHandler handler = CreateHandler(endpoints.ServiceProvider, prefix, ServedFolder.Open(folder), cache, options.Copy());
        string pattern = $"{prefix.TrimEnd('/')}/{{**{MappedFilesHandler.PathParameter}}}";
        return endpoints.Map(pattern, handler.InvokeAsync).WithDisplayName($"Mapped files of {folder}");
    }

    /// <summary>Serves the files below a folder as the other overload does, with the <see cref="WindowCache"/> that is registered as a service.</summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="prefix">The path that the folder appears at, such as /files; / for all paths.</param>
    /// <param name="folder">The folder. Its links are followed now, once.</param>
    /// <param name="configure">Sets options; null for the defaults.</param>
    /// <returns>For further conventions, such as authorization.</returns>
    /// <exception cref="ArgumentException">The folder's name is empty.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidOperationException">No cache is registered.</exception>
    public static IEndpointConventionBuilder MapMappedFiles(
        this IEndpointRouteBuilder endpoints,
        string prefix,
        string folder,
        Action<MappedFilesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapMappedFiles(prefix, folder, endpoints.ServiceProvider.GetRequiredService<WindowCache>(), configure);
    }

    private static MappedFilesHandler CreateHandler(IServiceProvider services, string prefix, ServedFolder folder, WindowCache cache, MappedFilesOptions options)
    {
        MaintenanceSettings maintenance = cache.Maintenance;
        OpenFiles files = new(new FileOpener(folder, cache, options), maintenance.Revalidation, options.MaxOpenFiles, options.OpenFileIdleTime, maintenance.Time);

        // The services' own meter is theirs to dispose of; an application without metrics has one that nobody disposes of,
        // which costs nothing while nobody listens.
        Meter meter = services.GetService<IMeterFactory>()?.Create(ServedMetrics.MeterName) ?? new Meter(ServedMetrics.MeterName);
        ServedMetrics metrics = new(meter, options.Traffic);
        ServedMetrics.Observe(meter, files, prefix);

        // After the server has stopped, so that no request finds them closed; what is left is the finalizers' then.
        _ = services.GetService<IHostApplicationLifetime>()?.ApplicationStopped.Register(files.Dispose);
        new FolderWarmUp(folder, cache, files, options).Run();
        return new MappedFilesHandler(folder, files, options, metrics);
    }
}
