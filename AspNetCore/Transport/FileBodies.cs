using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MappingCache.AspNetCore.Transport;

/// <summary>Sends files that an application names by their paths. Thread-safe.</summary>
internal sealed class FileBodies
{
    private readonly WindowCache _cache;
    private readonly ServedMetrics _metrics;
    private readonly Func<HttpContext, IHttpResponseBodyFeature, string, long, long?, CancellationToken, Task> _send;

    /// <param name="cache">Opens and maps them.</param>
    /// <param name="meters">Makes the meter that is told of them.</param>
    public FileBodies(WindowCache cache, IMeterFactory meters)
    {
        _cache = cache;
        _metrics = new ServedMetrics(meters.Create(ServedMetrics.MeterName), traffic: null);
        _send = SendAsync;
    }

    /// <summary>Puts a body that sends from windows in the place of the request's.</summary>
    public void Wrap(HttpContext context)
    {
        IFeatureCollection features = context.Features;
        if (features.Get<IHttpResponseBodyFeature>() is { } inner)
        {
            // A connection of HTTP/1 has one request at a time.
            TransportConnection? connection = HttpProtocol.IsHttp2(context.Request.Protocol) ? null : WindowOutput.ConnectionOf(context);
            WindowBodyFeature body = connection?.Body as WindowBodyFeature ?? new WindowBodyFeature(_send);
            connection?.Body = body;
            body.Begin(context, inner);
            features.Set<IHttpResponseBodyFeature>(body);
        }
    }

    /// <summary>Sends a file, or a part of it, as the next bytes of a response.</summary>
    /// <param name="context">The request.</param>
    /// <param name="inner">The server's body, which sends what cannot be mapped.</param>
    /// <param name="path">The file's path.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="count">How many bytes; null for all that follow.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    public Task SendAsync(HttpContext context, IHttpResponseBodyFeature inner, string path, long offset, long? count, CancellationToken cancellationToken)
    {
        if (!TryOpen(path, out MappedFile? file))
        {
            // What the server does, and says, of a file that is missing or not a regular one.
            return inner.SendFileAsync(path, offset, count, cancellationToken);
        }

        FileVersion version = file.Version;
        long length = count ?? version.Length - offset;
        if (offset < 0 || length < 0 || offset > version.Length - length)
        {
            file.Dispose();
            return inner.SendFileAsync(path, offset, count, cancellationToken);
        }

        return SendAsync(context, inner, file, version, new ByteRange(offset, length), cancellationToken);
    }

    private async Task SendAsync(HttpContext context, IHttpResponseBodyFeature inner, MappedFile file, FileVersion version, ByteRange range, CancellationToken cancellationToken)
    {
        using (file)
        {
            // Started first: bytes written to a response that has not started are copied once more.
            await inner.StartAsync(cancellationToken).ConfigureAwait(false);
            BodyOutcome outcome = await WindowSender.SendAsync(context, file, version, looks: true, range, _metrics, cancellationToken).ConfigureAwait(false);
            if (outcome == BodyOutcome.FileChanged)
            {
                // The length is promised already; only a broken connection tells the client that this is not all.
                context.Abort();
            }
        }
    }

    private bool TryOpen(string path, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out MappedFile? file)
    {
        try
        {
            return _cache.TryOpen(path, within: null, out file, out _);
        }
        catch (MappingException)
        {
            // The server tries, and says what is wrong if that fails, too.
            file = null;
            return false;
        }
    }
}
