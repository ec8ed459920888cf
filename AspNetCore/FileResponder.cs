using System.Buffers;
using System.IO.Pipelines;
using MappingCache.AspNetCore.Transport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace MappingCache.AspNetCore;

/// <summary>Answers requests for files. Thread-safe. Allocates nothing for a whole file, its headers or a 304, but what the server does.</summary>
internal sealed class FileResponder(OpenFiles files, MappedFilesOptions options, ServedMetrics metrics)
{
    // Made once: a header takes them as they are.
    private static readonly StringValues s_bytes = "bytes";
    private static readonly StringValues s_noSniff = "nosniff";
    private static readonly StringValues s_acceptEncoding = "Accept-Encoding";

    // A file that changes faster than it can be looked at is sent as far as it goes.
    private const int MostLooks = 4;

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request, GET or HEAD.</param>
    /// <param name="name">What it names, by which the file was opened.</param>
    /// <param name="file">The file; its reference is given back.</param>
    /// <param name="isNew">Whether the file was looked at just now.</param>
    public async ValueTask<RequestOutcome> AnswerAsync(HttpContext context, string name, ServedFile file, bool isNew)
    {
        ServedFile? current = file;
        byte[]? taken = null;
        try
        {
            Representation chosen = Choose(context, current, out ResponsePlan plan, out bool hasBody);
            for (int look = 0; look < MostLooks && hasBody && options.ChecksBodies && !Look(chosen, plan, isNew, ref taken); look++)
            {
                // Nothing was promised yet, so the file is served as it is now.
                if (!files.TryReopen(name, ref current, out _))
                {
                    return ShortAnswers.NotFound(context);
                }

                isNew = true;
                chosen = Choose(context, current, out plan, out hasBody);
            }

            MultipartBody? parts = plan.Parts is { } ranges ? new MultipartBody(ranges, chosen.ContentType, chosen.Length) : null;
            SetHeaders(context.Response, current, chosen, plan, parts);
            options.PrepareResponse?.Invoke(context, current.Path);
            return !hasBody ? OutcomeOf(plan.Status)
                : taken is not null ? await SendTakenAsync(context, plan, taken).ConfigureAwait(false)
                : await SendBodyAsync(context, chosen, plan, parts).ConfigureAwait(false);
        }
        catch (MappingException)
        {
            // The next who wants it opens it anew: it may have lost its name while its descriptor was closed.
            if (current is not null)
            {
                files.Forget(name, current);
            }

            throw;
        }
        finally
        {
            current?.Release();
            GiveBack(ref taken);
        }
    }

    // Whether the file is of the version that the response will promise. A short body is taken along.
    private static bool Look(Representation chosen, in ResponsePlan plan, bool isNew, ref byte[]? taken)
    {
        try
        {
            return TryTake(chosen, plan, ref taken, out bool isChanged) || (!isChanged && (isNew || chosen.Look()));
        }
        catch (MappingException) when (!isNew)
        {
            // It may have lost its name while its descriptor was closed. If that is not all, opening it tells.
            GiveBack(ref taken);
            return false;
        }
    }

    private static bool TryTake(Representation chosen, in ResponsePlan plan, ref byte[]? taken, out bool isChanged)
    {
        isChanged = false;
        if (plan.Parts is not null || plan.Body.Length > WindowBody.ShortBody)
        {
            return false;
        }

        taken ??= ArrayPool<byte>.Shared.Rent(WindowBody.ShortBody);
        TakeOutcome outcome = WindowBody.Take(chosen.File, chosen.Version, plan.Body, taken);
        if (outcome == TakeOutcome.Taken)
        {
            return true;
        }

        GiveBack(ref taken);
        isChanged = outcome == TakeOutcome.Changed;
        return false;
    }

    private static void GiveBack(ref byte[]? taken)
    {
        if (taken is not null)
        {
            ArrayPool<byte>.Shared.Return(taken);
            taken = null;
        }
    }

    private static RequestOutcome OutcomeOf(int status) => status switch
    {
        StatusCodes.Status200OK => RequestOutcome.Whole,
        StatusCodes.Status206PartialContent => RequestOutcome.Partial,
        StatusCodes.Status304NotModified => RequestOutcome.NotModified,
        StatusCodes.Status412PreconditionFailed => RequestOutcome.PreconditionFailed,
        StatusCodes.Status416RangeNotSatisfiable => RequestOutcome.RangeNotSatisfiable,
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    private Representation Choose(HttpContext context, ServedFile file, out ResponsePlan plan, out bool hasBody)
    {
        IHeaderDictionary headers = context.Request.Headers;
        bool isGet = HttpMethods.IsGet(context.Request.Method);
        Representation chosen = file.Choose(headers.AcceptEncoding);
        plan = ConditionalRequest.Evaluate(headers, isGet, chosen.Validators, chosen.Length, options.MaxRanges);
        hasBody = isGet && (plan.Body.Length > 0 || plan.Parts is not null);
        return chosen;
    }

    private void SetHeaders(HttpResponse response, ServedFile file, Representation chosen, in ResponsePlan plan, MultipartBody? parts)
    {
        IHeaderDictionary headers = response.Headers;
        response.StatusCode = plan.Status;
        headers.ETag = chosen.Validators.Tag;
        headers.LastModified = chosen.Validators.Date;
        headers.AcceptRanges = s_bytes;
        if (file.Varies)
        {
            StringValues others = headers.Vary;
            headers.Vary = others.Count == 0 ? s_acceptEncoding : StringValues.Concat(others, s_acceptEncoding);
        }

        if (options.CacheControl is { } cacheControl)
        {
            headers.CacheControl = cacheControl;
        }

        if (options.NoSniff)
        {
            headers.XContentTypeOptions = s_noSniff;
        }

        switch (plan.Status)
        {
            case StatusCodes.Status200OK or StatusCodes.Status206PartialContent:
                headers.ContentType = parts?.ContentType ?? chosen.ContentType;
                headers.ContentLength = parts?.Length ?? plan.Body.Length;
                if (chosen.Coding is { } coding)
                {
                    headers.ContentEncoding = coding.Token;
                }

                if (plan.Status == StatusCodes.Status206PartialContent && parts is null)
                {
                    headers.ContentRange = MultipartBody.ContentRange(plan.Body, chosen.Length);
                }

                break;
            case StatusCodes.Status412PreconditionFailed:
                headers.ContentLength = 0;
                break;
            case StatusCodes.Status416RangeNotSatisfiable:
                headers.ContentLength = 0;
                headers.ContentRange = $"bytes */{chosen.Length}";
                break;
        }
    }

    private async ValueTask<RequestOutcome> SendTakenAsync(HttpContext context, ResponsePlan plan, byte[] taken)
    {
        await context.Response.StartAsync(CancellationToken.None).ConfigureAwait(false);
        int length = (int)plan.Body.Length;
        PipeWriter writer = context.Response.BodyWriter;
        writer.Write(taken.AsSpan(0, length));
        metrics.Copied(CopyReason.Checked);
        metrics.AddBytes(length, BodyWay.Copied);
        FlushResult flushed = await writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        return flushed.IsCompleted || flushed.IsCanceled ? RequestOutcome.ClientGone : OutcomeOf(plan.Status);
    }

    private async ValueTask<RequestOutcome> SendBodyAsync(HttpContext context, Representation chosen, ResponsePlan plan, MultipartBody? parts)
    {
        // A server makes the token when it is asked for it; a body of one piece that goes through is over before. One that
        // does not is ended by the server, which lets no flush wait for a connection that has gone.
        bool isShort = parts is null && plan.Body.Length <= WindowBody.PieceSize;
        CancellationToken aborted = isShort ? CancellationToken.None : context.RequestAborted;
        try
        {
            // Started first: bytes written to a response that has not started are copied once more.
            await context.Response.StartAsync(aborted).ConfigureAwait(false);
            PipeWriter writer = context.Response.BodyWriter;
            BodyOutcome outcome = parts is null
                ? await SendAsync(context, chosen, plan.Body, aborted).ConfigureAwait(false)
                : await SendPartsAsync(context, chosen, parts, writer, aborted).ConfigureAwait(false);
            switch (outcome)
            {
                case BodyOutcome.Complete:
                    return OutcomeOf(plan.Status);
                case BodyOutcome.ReaderGone:
                    return RequestOutcome.ClientGone;
                default:
                    // The length is promised already; only a broken connection tells the client that this is not all.
                    context.Abort();
                    return RequestOutcome.Changed;
            }
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // The client has gone, and nobody is left to be told.
            return RequestOutcome.ClientGone;
        }
    }

    // What the client is given before anybody has looked at it again is not checked.
    private ValueTask<BodyOutcome> SendAsync(HttpContext context, Representation chosen, ByteRange range, CancellationToken aborted) => options.ChecksBodies
        ? WindowSender.CopyAsync(context, chosen.File, chosen.Version, looks: true, range, CopyReason.Checked, metrics, aborted)
        : WindowSender.SendAsync(context, chosen.File, chosen.Version, looks: false, range, metrics, aborted);

    private async ValueTask<BodyOutcome> SendPartsAsync(HttpContext context, Representation chosen, MultipartBody parts, PipeWriter writer, CancellationToken aborted)
    {
        foreach ((byte[] head, ByteRange range) in parts.Parts)
        {
            Write(head);
            BodyOutcome outcome = await SendAsync(context, chosen, range, aborted).ConfigureAwait(false);
            if (outcome != BodyOutcome.Complete)
            {
                return outcome;
            }
        }

        Write(parts.End);
        FlushResult flushed = await writer.FlushAsync(aborted).ConfigureAwait(false);
        return flushed.IsCompleted || flushed.IsCanceled ? BodyOutcome.ReaderGone : BodyOutcome.Complete;

        void Write(byte[] made)
        {
            writer.Write(made);
            metrics.AddBytes(made.Length, BodyWay.Made);
        }
    }
}
