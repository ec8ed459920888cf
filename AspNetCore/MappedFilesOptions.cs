using Microsoft.AspNetCore.StaticFiles;

namespace MappingCache.AspNetCore;

/// <summary>How <see cref="MappedFilesEndpoint"/> serves a folder. Read once, when the endpoint is mapped; later changes have no effect.</summary>
public sealed class MappedFilesOptions
{
    /// <summary>Whether a directory is answered with a page that lists it. Off unless set: then directories are not found.</summary>
    public bool DirectoryListing { get; set; }

    /// <summary>The name of a file that is served in the place of its directory, such as index.html; null for none.</summary>
    public string? DefaultDocument { get; set; }

    /// <summary>Tells content types by file names. The table of ASP.NET Core unless set.</summary>
    public IContentTypeProvider ContentTypeProvider { get; set; } = new FileExtensionContentTypeProvider();

    /// <summary>The content type of files that the provider does not know.</summary>
    public string DefaultContentType { get; set; } = "application/octet-stream";

    /// <summary>Counts what is served; null for no counting.</summary>
    public ServedTraffic? Traffic { get; set; }
}
