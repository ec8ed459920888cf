using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MappingCache.AspNetCore;

/// <summary>Answers the requests for one folder. Thread-safe.</summary>
internal sealed class MappedFilesHandler
{
    /// <summary>The route parameter that holds the path below the prefix.</summary>
    public const string PathParameter = "mappedFilePath";

    private readonly ServedFolder _folder;
    private readonly WindowCache _cache;
    private readonly MappedFilesOptions _options;

    /// <summary>Makes a handler.</summary>
    public MappedFilesHandler(ServedFolder folder, WindowCache cache, MappedFilesOptions options)
    {
        _folder = folder;
        _cache = cache;
        _options = options.Copy();
    }

    private bool ServesDirectories => _options.DirectoryListing || _options.DefaultDocument is not null;

    /// <summary>Answers a request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        _options.Traffic?.CountRequest();
        if (!IsGet(context) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return Refuse(context, StatusCodes.Status405MethodNotAllowed);
        }

        if (!RequestPath.TryParse(context.GetRouteValue(PathParameter) as string, out RequestPath path))
        {
            return NotFound(context);
        }

        if (path.IsRoot || EndsWithSlash(context))
        {
            return SendDirectoryAsync(context, path);
        }

        return TryOpen(path, out MappedFile? file, out OpenError error) ? SendFileAsync(context, file)
            : error == OpenError.NotAFile ? SendDirectoryAsync(context, path)
            : error == OpenError.NotMappable ? Refuse(context, StatusCodes.Status500InternalServerError)
            : NotFound(context);
    }

    private static bool IsGet(HttpContext context) => HttpMethods.IsGet(context.Request.Method);

    private static bool EndsWithSlash(HttpContext context) => context.Request.Path.Value is { } path && path.EndsWith('/');

    private static Task NotFound(HttpContext context) => Refuse(context, StatusCodes.Status404NotFound);

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static void RedirectToSlash(HttpContext context)
    {
        // Encoded name by name: PathString takes a percent sign in a name for the start of an encoded character.
        string path = string.Join('/', context.Request.Path.Value!.Split('/').Select(Uri.EscapeDataString));
        context.Response.Headers.Location = $"{context.Request.PathBase.ToUriComponent()}{path}/{context.Request.QueryString.ToUriComponent()}";
        context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        context.Response.ContentLength = 0;
    }

    private bool TryOpen(RequestPath path, [NotNullWhen(true)] out MappedFile? file, out OpenError error)
    {
        if (_folder.TryGetPath(path, out string? full))
        {
            return _cache.TryOpen(full, _folder.Root, out file, out error);
        }

        file = null;
        error = OpenError.NotFound;
        return false;
    }

    private Task SendDirectoryAsync(HttpContext context, RequestPath path)
    {
        if (!ServesDirectories || _folder.FindDirectory(path) is not { } realPath)
        {
            return NotFound(context);
        }

        if (!EndsWithSlash(context))
        {
            RedirectToSlash(context);
            return Task.CompletedTask;
        }

        if (_options.DefaultDocument is { } name && TryOpen(path.Append(name), out MappedFile? file, out _))
        {
            return SendFileAsync(context, file);
        }

        return _options.DirectoryListing ? SendListingAsync(context, path, realPath) : NotFound(context);
    }

    private async Task SendListingAsync(HttpContext context, RequestPath path, string realPath)
    {
        IReadOnlyList<ListingEntry> entries;
        try
        {
            entries = DirectoryReader.Read(_folder, realPath);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            // A directory that may not be read, or has just gone, is to the client one that is not there.
            await NotFound(context).ConfigureAwait(false);
            return;
        }

        HttpResponse response = context.Response;
        byte[] page = Encoding.UTF8.GetBytes(DirectoryListing.Render(context.Request.Path.Value!, !path.IsRoot, entries));
        response.ContentType = DirectoryListing.ContentType;
        response.ContentLength = page.Length;
        response.Headers.ContentSecurityPolicy = DirectoryListing.SecurityPolicy;
        response.Headers.CacheControl = "no-cache";
        if (IsGet(context))
        {
            _options.Traffic?.CountBytes(page.Length);
            await response.BodyWriter.WriteAsync(page, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private async Task SendFileAsync(HttpContext context, MappedFile file)
    {
        using (file)
        {
            HttpResponse response = context.Response;
            FileVersion version = file.Version;
            ResponsePlan plan = Plan(context, file, version);
            bool hasBody = plan.Status is StatusCodes.Status200OK or StatusCodes.Status206PartialContent;
            if (!hasBody || !IsGet(context) || plan.Body.Length == 0)
            {
                return;
            }

            // Started first: bytes written to a response that has not started are copied once more.
            await response.StartAsync(context.RequestAborted).ConfigureAwait(false);
            await SendBodyAsync(context, file, version, plan.Body).ConfigureAwait(false);
        }
    }

    private async Task SendBodyAsync(HttpContext context, MappedFile file, FileVersion version, ByteRange range)
    {
        try
        {
            BodyOutcome outcome = await WindowBody
                .CopyAsync(file, version, range, context.Response.BodyWriter, _options.Traffic, context.RequestAborted)
                .ConfigureAwait(false);
            if (outcome == BodyOutcome.FileChanged)
            {
                // The length is promised already; only a broken connection tells the client that this is not all.
                context.Abort();
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone, and nobody is left to be told.
        }
    }

    // Sets the status and all headers.
    private ResponsePlan Plan(HttpContext context, MappedFile file, FileVersion version)
    {
        Validators validators = Validators.Of(file.Identity, version);
        ResponsePlan plan = ConditionalRequest.Evaluate(context.Request.GetTypedHeaders(), IsGet(context), validators, version.Length);
        HttpResponse response = context.Response;
        response.StatusCode = plan.Status;
        response.Headers.ETag = validators.Tag.Tag.ToString();
        response.Headers.LastModified = validators.LastModified.ToString("R", CultureInfo.InvariantCulture);
        response.Headers.AcceptRanges = "bytes";
        switch (plan.Status)
        {
            case StatusCodes.Status200OK:
            case StatusCodes.Status206PartialContent:
                response.ContentType = _options.ContentTypeProvider.TryGetContentType(file.Path, out string? type) ? type : _options.DefaultContentType;
                response.ContentLength = plan.Body.Length;
                break;
            case StatusCodes.Status412PreconditionFailed:
            case StatusCodes.Status416RangeNotSatisfiable:
                response.ContentLength = 0;
                break;
        }

        response.Headers.ContentRange = plan.Status switch
        {
            StatusCodes.Status206PartialContent => string.Create(CultureInfo.InvariantCulture, $"bytes {plan.Body.Offset}-{plan.Body.End - 1}/{version.Length}"),
            StatusCodes.Status416RangeNotSatisfiable => string.Create(CultureInfo.InvariantCulture, $"bytes */{version.Length}"),
            _ => default,
        };
        return plan;
    }
}
