using Microsoft.AspNetCore.StaticFiles;

namespace MappingCache.AspNetCore;

/// <summary>How <see cref="MappedFilesEndpoint"/> serves a folder. Read once, when the endpoint is mapped; later changes have no effect.</summary>
public sealed class MappedFilesOptions
{
    /// <summary>Whether a directory is answered with a page that lists it. Off unless set: then directories are not found.</summary>
    public bool DirectoryListing { get; set; }

    /// <summary>The name of a file that is served in the place of its directory, such as index.html; null for none.</summary>
    /// <exception cref="ArgumentException">It is not the plain name of a file.</exception>
    public string? DefaultDocument
    {
        get;
        set => field = value is null || RequestPath.IsPlainName(value)
            ? value
            : throw new ArgumentException($"The default document '{value}' has to be the name of a file, without a path.", nameof(value));
    }

    /// <summary>Tells content types by file names. The table of ASP.NET Core unless set.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public IContentTypeProvider ContentTypeProvider
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(value));
    } = new FileExtensionContentTypeProvider();

    /// <summary>The content type of files that the provider does not know.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public string DefaultContentType
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(value));
    } = "application/octet-stream";

    /// <summary>Counts what is served; null for no counting.</summary>
    public ServedTraffic? Traffic { get; set; }

    /// <summary>A copy that nobody else changes.</summary>
    internal MappedFilesOptions Copy() => (MappedFilesOptions)MemberwiseClone();
}
