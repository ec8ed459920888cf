using System.Text;
using Microsoft.AspNetCore.Http;

namespace MappingCache.AspNetCore;

/// <summary>Answers requests for directories that have no default document. Thread-safe.</summary>
internal sealed class DirectoryResponder(ServedFolder folder, MappedFilesOptions options, ServedMetrics metrics)
{
    private bool ServesDirectories => options.DirectoryListing || options.DefaultDocuments.Count > 0;

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request, GET or HEAD.</param>
    /// <param name="name">What it names below the prefix.</param>
    /// <param name="hasSlash">Whether it ends with a slash.</param>
    public async ValueTask<RequestOutcome> AnswerAsync(HttpContext context, string name, bool hasSlash)
    {
        if (!ServesDirectories || !RequestPath.TryParse(name, out RequestPath path) || folder.FindDirectory(path) is not { } realPath)
        {
            return ShortAnswers.NotFound(context);
        }

        return !hasSlash ? ShortAnswers.RedirectToSlash(context)
            : options.DirectoryListing ? await SendListingAsync(context, path, realPath).ConfigureAwait(false)
            : ShortAnswers.NotFound(context);
    }

    private async ValueTask<RequestOutcome> SendListingAsync(HttpContext context, RequestPath path, string realPath)
    {
        IReadOnlyList<ListingEntry> entries;
        try
        {
            entries = DirectoryReader.Read(folder, realPath);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            // A directory that may not be read, or has just gone, is to the client one that is not there.
            return ShortAnswers.NotFound(context);
        }

        HttpResponse response = context.Response;
        byte[] page = Encoding.UTF8.GetBytes(DirectoryListing.Render(context.Request.Path.Value!, !path.IsRoot, entries));
        response.ContentType = DirectoryListing.ContentType;
        response.ContentLength = page.Length;
        response.Headers.ContentSecurityPolicy = DirectoryListing.SecurityPolicy;
        response.Headers.CacheControl = "no-cache";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            metrics.AddBytes(page.Length, BodyWay.Made);
            await response.BodyWriter.WriteAsync(page, context.RequestAborted).ConfigureAwait(false);
        }

        return RequestOutcome.Directory;
    }
}
