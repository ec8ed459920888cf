using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace MappingCache.AspNetCore;

/// <summary>How <see cref="MappedFilesEndpoint"/> serves a folder. Read once, when the endpoint is mapped; later changes have no effect.</summary>
public sealed class MappedFilesOptions
{
    /// <summary>1,024 files are kept open.</summary>
    public const int DefaultMaxOpenFiles = 1024;

    /// <summary>64 MiB are read ahead at the start.</summary>
    public const long DefaultWarmUpLimit = 64L << 20;

    /// <summary>Whether a directory is answered with a page that lists it. Off unless set: then directories are not found.</summary>
    public bool DirectoryListing { get; set; }

    /// <summary>The names of files of which the first that is there is served in the place of its directory, such as index.html. None unless set. A directory that is asked for without the slash at its end is redirected to the one with it.</summary>
    /// <exception cref="ArgumentException">One is not the plain name of a file.</exception>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public IReadOnlyList<string> DefaultDocuments
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach (string name in value)
            {
                if (!RequestPath.IsPlainName(name))
                {
                    throw new ArgumentException($"The default document '{name}' has to be the name of a file, without a path.", nameof(value));
                }
            }

            field = [.. value];
        }
    } = [];

    /// <summary>Tells content types by file names. The table of ASP.NET Core unless set.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public IContentTypeProvider ContentTypeProvider
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(value));
    } = new FileExtensionContentTypeProvider();

    /// <summary>The content type of files that the provider does not know: application/octet-stream unless set. Null: they are not found.</summary>
    public string? DefaultContentType { get; set; } = "application/octet-stream";

    /// <summary>
    /// Whether a file's siblings with the endings .br, .zst and .gz are taken for the same file, compressed, and sent in
    /// its place to clients that can decode them. Off unless set.
    /// </summary>
    /// <remarks>
    /// The client's qualities decide; among those that it likes as much, the shortest. A sibling that is older than its file,
    /// or not shorter, is not used: whoever changes a file has to compress it anew, afterwards. Each sibling has its own
    /// ETag, and ranges are of its bytes. Responses of files that have such siblings say that they vary with
    /// Accept-Encoding. A client that takes neither an encoding that is there nor the file as it is gets the latter.
    /// </remarks>
    public bool PrecompressedFiles { get; set; }

    /// <summary>The header Cache-Control of responses with files, 304 included; null for none. Listings are never cached.</summary>
    public string? CacheControl { get; set; }

    /// <summary>Whether responses with files forbid browsers to guess another content type (X-Content-Type-Options: nosniff). On unless set.</summary>
    public bool NoSniff { get; set; } = true;

    /// <summary>
    /// Called for every response with a file, 304 included, once its status and headers are set and before it is sent, with
    /// the path of the file below the folder: to add headers, or to change Cache-Control by path. Must not change the
    /// status, the length or the body. What it throws ends the request. Null for nothing.
    /// </summary>
    public Action<HttpContext, string>? PrepareResponse { get; set; }

    /// <summary>Most ranges that a request may ask for at once: 16 unless set, 1 to 64. One that asks for more gets the whole file. Ranges that overlap, or lie closer than 128 bytes, are sent as one; ranges that come to more than the file, as the file.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int MaxRanges
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, ConditionalRequest.MostRanges);
            field = value;
        }
    } = 16;

    /// <summary>
    /// Most files that are kept open between requests, each with its compressed siblings; 0 for none. 1,024 unless set; none
    /// on Windows, where an open file cannot be replaced.
    /// </summary>
    /// <remarks>
    /// A request for an open file costs no call of the system to find it. How long it is taken to be what the path leads to
    /// is the cache's <see cref="WindowCacheOptions.Revalidation"/>: with <see cref="Revalidation.Always"/> none is kept open.
    /// Names that lead to no file are not remembered. A file that was deleted keeps its space on the disk until it is closed.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int MaxOpenFiles
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = OperatingSystem.IsWindows() ? 0 : DefaultMaxOpenFiles;

    /// <summary>How long a file is kept open that nobody asks for, and at most half as long again: 30 seconds unless set; a millisecond to 24 days.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public TimeSpan OpenFileIdleTime
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromMilliseconds(1));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(24));
            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether a file is asked for its version before a response with its bytes begins, and after each piece of at most
    /// 64 KiB was copied and before it is sent: so a response that is complete is of the version that its ETag names, as far as
    /// the system tells, and one whose file changes is broken off. On unless set. Off, bodies leave from the windows
    /// themselves, and large ones as the file's own pages, where the transport can do that (docs/adr/0015): what the cache has
    /// found by itself counts (<see cref="WindowCacheOptions.Revalidation"/>), and a response may hold bytes that were written since.
    /// </summary>
    public bool ChecksBodies { get; set; } = true;

    /// <summary>Files and directories below the folder, with slashes between the names, that are mapped and read ahead when the endpoint is mapped, in this order; an empty name for the whole folder. None unless set. Files of directories are taken by name, what cannot be opened is left out.</summary>
    /// <exception cref="ArgumentException">One is no path of plain names.</exception>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public IReadOnlyList<string> WarmUp
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach (string name in value)
            {
                if (!RequestPath.TryParse(name, out _))
                {
                    throw new ArgumentException($"'{name}' is no path of a file or directory below the folder.", nameof(value));
                }
            }

            field = [.. value];
        }
    } = [];

    /// <summary>Most bytes that are read ahead for <see cref="WarmUp"/>: 64 MiB unless set; and never more than the cache has windows for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long WarmUpLimit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = DefaultWarmUpLimit;

    /// <summary>Counts what is served; null for no counting. The meter MappingCache.AspNetCore counts in any case, when somebody listens.</summary>
    public ServedTraffic? Traffic { get; set; }

    /// <summary>A copy that nobody else changes.</summary>
    internal MappedFilesOptions Copy() => (MappedFilesOptions)MemberwiseClone();
}
