using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace MappingCache.AspNetCore;

/// <summary>Weighs a request's conditions and range against a file, in the order of RFC 9110, section 13.2.2.</summary>
internal static class ConditionalRequest
{
    /// <summary>What a GET or HEAD request is to be answered with.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="isGet">Whether it is GET; ranges mean nothing to HEAD.</param>
    /// <param name="validators">The file's validators.</param>
    /// <param name="length">The file's length in bytes.</param>
    public static ResponsePlan Evaluate(RequestHeaders headers, bool isGet, Validators validators, long length)
    {
        if (!MayProceed(headers, validators))
        {
            return new ResponsePlan(StatusCodes.Status412PreconditionFailed, default);
        }

        if (IsNotModified(headers, validators))
        {
            return new ResponsePlan(StatusCodes.Status304NotModified, default);
        }

        if (!isGet || RangeOf(headers) is not { } item || !RangeApplies(headers, validators))
        {
            return new ResponsePlan(StatusCodes.Status200OK, new ByteRange(0, length));
        }

        return ByteRange.TryResolve(item, length, out ByteRange range)
            ? new ResponsePlan(StatusCodes.Status206PartialContent, range)
            : new ResponsePlan(StatusCodes.Status416RangeNotSatisfiable, default);
    }

    // A header that is there but cannot be parsed is a list of tags that match nothing.
    private static bool MayProceed(RequestHeaders headers, Validators validators)
    {
        if (headers.Headers.IfMatch.Count > 0)
        {
            return headers.IfMatch.Any(tag => IsAny(tag) || tag.Compare(validators.Tag, useStrongComparison: true));
        }

        return headers.IfUnmodifiedSince is not { } date || validators.LastModified <= date;
    }

    private static bool IsNotModified(RequestHeaders headers, Validators validators)
    {
        if (headers.Headers.IfNoneMatch.Count > 0)
        {
            return headers.IfNoneMatch.Any(tag => IsAny(tag) || tag.Compare(validators.Tag, useStrongComparison: false));
        }

        return headers.IfModifiedSince is { } date && validators.LastModified <= date;
    }

    // Several ranges may be answered with the whole file, and are: their answer would be longer than most of what it
    // leaves out, and a server that assembles them can be made to work hard for little.
    private static RangeItemHeaderValue? RangeOf(RequestHeaders headers) =>
        headers.Range is { Ranges.Count: 1 } range && range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
            ? range.Ranges.First()
            : null;

    private static bool RangeApplies(RequestHeaders headers, Validators validators)
    {
        if (headers.Headers.IfRange.Count == 0)
        {
            return true;
        }

        // Only a strong validator will do (RFC 9110, section 13.1.5), and a date of whole seconds is none: the file may
        // have been written again within its second. Then, and if it cannot be parsed, the whole file is sent.
        return headers.IfRange?.EntityTag is { } tag && tag.Compare(validators.Tag, useStrongComparison: true);
    }

    private static bool IsAny(EntityTagHeaderValue tag) => tag.Equals(EntityTagHeaderValue.Any);
}
