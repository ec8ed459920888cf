using Microsoft.AspNetCore.Http;

namespace MappingCache.AspNetCore;

/// <summary>Answers without a body.</summary>
internal static class ShortAnswers
{
    /// <summary>There is nothing of that name, or nothing that is to be served.</summary>
    public static RequestOutcome NotFound(HttpContext context)
    {
        Set(context, StatusCodes.Status404NotFound);
        return RequestOutcome.NotFound;
    }

    /// <summary>Neither GET nor HEAD.</summary>
    public static RequestOutcome MethodNotAllowed(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        Set(context, StatusCodes.Status405MethodNotAllowed);
        return RequestOutcome.Refused;
    }

    /// <summary>The file is there and cannot be read.</summary>
    public static RequestOutcome Failed(HttpContext context)
    {
        Set(context, StatusCodes.Status500InternalServerError);
        return RequestOutcome.Failed;
    }

    /// <summary>A directory has a slash behind its name.</summary>
    public static RequestOutcome RedirectToSlash(HttpContext context)
    {
        // Encoded name by name: PathString takes a percent sign in a name for the start of an encoded character.
        string path = string.Join('/', context.Request.Path.Value!.Split('/').Select(Uri.EscapeDataString));
        context.Response.Headers.Location = $"{context.Request.PathBase.ToUriComponent()}{path}/{context.Request.QueryString.ToUriComponent()}";
        Set(context, StatusCodes.Status301MovedPermanently);
        return RequestOutcome.Directory;
    }

    private static void Set(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
    }
}
