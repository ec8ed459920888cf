using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MappingCache.AspNetCore.Transport;

/// <summary>A response's body that sends files from mapped windows; all else is the server's own. Used for one request at a time.</summary>
/// <param name="send">Sends them: for a request, whose body was another before, from a path, an offset and a count.</param>
internal sealed class WindowBodyFeature(Func<HttpContext, IHttpResponseBodyFeature, string, long, long?, CancellationToken, Task> send) : IHttpResponseBodyFeature
{
    private HttpContext _context = null!;

    /// <summary>The server's, or what was before it.</summary>
    public IHttpResponseBodyFeature Inner { get; private set; } = null!;

    /// <inheritdoc/>
    public Stream Stream => Inner.Stream;

    /// <inheritdoc/>
    public PipeWriter Writer => Inner.Writer;

    /// <summary>Takes the place of a request's body.</summary>
    public void Begin(HttpContext context, IHttpResponseBodyFeature inner) => (_context, Inner) = (context, inner);

    /// <inheritdoc/>
    public Task CompleteAsync() => Inner.CompleteAsync();

    /// <inheritdoc/>
    public void DisableBuffering() => Inner.DisableBuffering();

    /// <inheritdoc/>
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        send(_context, Inner, path, offset, count, cancellationToken);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken = default) => Inner.StartAsync(cancellationToken);
}
