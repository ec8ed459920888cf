using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MappingCache.AspNetCore;

/// <summary>Weighs a request's conditions and ranges against a file, in the order of RFC 9110, section 13.2.2.</summary>
internal static class ConditionalRequest
{
    /// <summary>Most ranges that a request can be allowed.</summary>
    public const int MostRanges = 64;

    /// <summary>What a GET or HEAD request is to be answered with. Allocates nothing, but for bodies of several parts.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="isGet">Whether it is GET; ranges mean nothing to HEAD.</param>
    /// <param name="validators">The file's validators.</param>
    /// <param name="length">The file's length in bytes.</param>
    /// <param name="maxRanges">Most ranges that may be asked for at once; a request for more is answered with the whole file.</param>
    public static ResponsePlan Evaluate(IHeaderDictionary headers, bool isGet, Validators validators, long length, int maxRanges)
    {
        if (!MayProceed(headers, validators))
        {
            return new ResponsePlan(StatusCodes.Status412PreconditionFailed, default);
        }

        if (IsNotModified(headers, validators))
        {
            return new ResponsePlan(StatusCodes.Status304NotModified, default);
        }

        return isGet && headers.Range is { Count: 1 } range && RangeApplies(headers, validators)
            ? EvaluateRange(range[0], length, maxRanges)
            : Whole(length);
    }

    private static ResponsePlan Whole(long length) => new(StatusCodes.Status200OK, new ByteRange(0, length));

    private static ResponsePlan EvaluateRange(string? header, long length, int maxRanges)
    {
        Span<ByteRange> ranges = stackalloc ByteRange[MostRanges];
        if (!RangeHeader.TryParse(header, length, ranges[..maxRanges], out int count))
        {
            return Whole(length);
        }

        if (count < 2)
        {
            return count == 1
                ? new ResponsePlan(StatusCodes.Status206PartialContent, ranges[0])
                : new ResponsePlan(StatusCodes.Status416RangeNotSatisfiable, default);
        }

        // Parts that come to more than the file are refused by sending that: RFC 9110, section 15.3.7.2.
        long sum = 0;
        foreach (ByteRange range in ranges[..count])
        {
            sum += range.Length + RangeHeader.Gap;
        }

        return sum < length ? new ResponsePlan(StatusCodes.Status206PartialContent, default, ranges[..count].ToArray()) : Whole(length);
    }

    // A header that is there but cannot be parsed is a list of tags that match nothing.
    private static bool MayProceed(IHeaderDictionary headers, Validators validators)
    {
        if (headers.IfMatch is { Count: > 0 } tags)
        {
            return EntityTags.Contain(tags, validators.Tag, isStrong: true);
        }

        return !TryGetDate(headers.IfUnmodifiedSince, validators, out DateTimeOffset date) || validators.LastModified <= date;
    }

    private static bool IsNotModified(IHeaderDictionary headers, Validators validators)
    {
        if (headers.IfNoneMatch is { Count: > 0 } tags)
        {
            return EntityTags.Contain(tags, validators.Tag, isStrong: false);
        }

        return TryGetDate(headers.IfModifiedSince, validators, out DateTimeOffset date) && validators.LastModified <= date;
    }

    private static bool RangeApplies(IHeaderDictionary headers, Validators validators)
    {
        // Only a strong validator will do (RFC 9110, section 13.1.5), and a date of whole seconds is none: the file may
        // have been written again within its second. Then, and if it cannot be parsed, the whole file is sent.
        StringValues condition = headers.IfRange;
        return condition.Count == 0 || (condition.Count == 1 && condition[0] == validators.Tag);
    }

    // The date that a client was given it gives back, as a rule, and then nothing has to be parsed.
    private static bool TryGetDate(StringValues header, Validators validators, out DateTimeOffset date)
    {
        date = validators.LastModified;
        return header.Count == 1 && (header[0] == validators.Date || HeaderUtilities.TryParseDate(header[0], out date));
    }
}
