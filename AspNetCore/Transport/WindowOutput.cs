using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MappingCache.AspNetCore.Transport;

/// <summary>The output of a response that may take ranges of files, if there is nothing between the application and the socket that has to see the bytes.</summary>
internal static class WindowOutput
{
    // Of TLS, in bytes that it encrypts (RFC 8446, 5.1).
    private const long LongestRecord = 16 * 1024;

    /// <summary>The connection that a request came by, if it is one of ours.</summary>
    public static TransportConnection? ConnectionOf(HttpContext context) =>

        // Not by the generic way, which costs a look-up of the method itself, for each request several times.
        context.Features[typeof(TransportConnection)] as TransportConnection;

    /// <summary>Finds the connection, if nothing stands between a response's body and it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="reason">Why there is none.</param>
    /// <returns>Null if the body has to be copied.</returns>
    public static TransportConnection? Find(HttpContext context, out CopyReason reason)
    {
        TransportConnection? connection = ConnectionOf(context);
        if (connection is null || !ReferenceEquals(connection.Transport, connection.Original))
        {
            reason = connection is null ? CopyReason.OtherTransport : ReasonOfMiddleware(context.Features);
            return null;
        }

        // The server has one writer for all bodies of a connection of HTTP/1. Once that is known for what it is, there is
        // nothing else to ask: whoever stands before it is another writer.
        PipeWriter writer = context.Response.BodyWriter;
        reason = ReferenceEquals(writer, connection.BodyWriter) ? CopyReason.None
            : !IsHttp1(context.Request.Protocol) ? CopyReason.Protocol
            : !IsServersOwn(context.Features) ? CopyReason.BodyMiddleware
            : CopyReason.None;
        if (reason != CopyReason.None)
        {
            return null;
        }

        connection.BodyWriter = writer;
        return connection;
    }

    /// <summary>Finds the connection, if it takes ranges of a file as the response's body.</summary>
    /// <param name="context">The request. Its response has said all its headers.</param>
    /// <param name="file">What is to be sent.</param>
    /// <param name="reason">Why there is none.</param>
    /// <returns>Null if the body has to be copied.</returns>
    public static TransportConnection? Find(HttpContext context, MappedFile file, out CopyReason reason)
    {
        TransportConnection? connection = Find(context, out reason);
        if (connection is not null)
        {
            reason = context.Response.ContentLength is null ? CopyReason.NoLength
                : file.IsCopied ? CopyReason.CopiedFile
                : file.MayBeLeased ? CopyReason.LeasedFile
                : CopyReason.None;
        }

        return reason == CopyReason.None ? connection : null;
    }

    /// <summary>Lets a range of a file take the place of the next bytes of a response.</summary>
    /// <param name="output">The connection's output.</param>
    /// <param name="writer">The response's, which leads to it.</param>
    /// <param name="range">The range.</param>
    /// <returns>False if the response's writer gave memory of somebody else: nothing was written then.</returns>
    public static bool TryAppend(TransportOutput output, PipeWriter writer, in ArmedRange range)
    {
        output.Arm(in range);
        try
        {
            if (!output.IsMarker(writer.GetMemory()))
            {
                return false;
            }

            // The server counts the bytes against the length that the response has promised. To a request that gets no body,
            // HEAD, it goes no further with them.
            writer.Advance(range.Length);
            return true;
        }
        finally
        {
            output.Disarm();
        }
    }

    /// <summary>What a body is copied to: the response's writer, or over TLS one that lets the records of a flush leave together.</summary>
    /// <param name="context">The request.</param>
    /// <param name="length">How many bytes are copied.</param>
    public static PipeWriter WriterOfCopies(HttpContext context, long length)
    {
        PipeWriter writer = context.Response.BodyWriter;
        return length > LongestRecord && ConnectionOf(context) is { IsUnderServersOwnTls: true } connection
            && IsHttp1(context.Request.Protocol) && IsServersOwn(context.Features)
            ? connection.Holding(writer)
            : writer;
    }

    private static CopyReason ReasonOfMiddleware(IFeatureCollection features) =>
        features.Get<ITlsHandshakeFeature>() is null ? CopyReason.ConnectionMiddleware : CopyReason.Tls;

    private static bool IsHttp1(string protocol) => HttpProtocol.IsHttp11(protocol) || HttpProtocol.IsHttp10(protocol);

    // The server's features are one object, unless somebody has put another in the place of one.
    private static bool IsServersOwn(IFeatureCollection features)
    {
        IHttpResponseBodyFeature? body = features.Get<IHttpResponseBodyFeature>();
        return ReferenceEquals(body is WindowBodyFeature ours ? ours.Inner : body, features.Get<IHttpResponseFeature>());
    }
}
