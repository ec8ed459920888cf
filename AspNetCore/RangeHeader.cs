using System.Globalization;

namespace MappingCache.AspNetCore;

/// <summary>Reads the header Range: RFC 9110, section 14.2. Allocates nothing.</summary>
internal static class RangeHeader
{
    /// <summary>Ranges between which less than this lies are sent as one: about what the head of a part takes.</summary>
    public const int Gap = 128;

    private const string Unit = "bytes=";

    /// <summary>Finds the bytes that a header asks for.</summary>
    /// <param name="value">The header.</param>
    /// <param name="fileLength">The file's length in bytes.</param>
    /// <param name="ranges">Room for as many ranges as may be asked for. Those that the file has; overlapping and close ones are joined, in the place of the first.</param>
    /// <param name="count">How many they are; 0 when the file has none of them.</param>
    /// <returns>False when the header is to be ignored: it is no list of ranges of bytes, or asks for more of them than there is room for.</returns>
    public static bool TryParse(ReadOnlySpan<char> value, long fileLength, Span<ByteRange> ranges, out int count)
    {
        count = 0;
        value = value.Trim(" \t");
        if (!value.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        int asked = 0;
        value = value[Unit.Length..];
        foreach (Range part in value.Split(','))
        {
            ReadOnlySpan<char> item = value[part].Trim(" \t");
            if (item.IsEmpty)
            {
                // An empty element of a list is none, but costs as much to read.
                asked++;
                continue;
            }

            if (++asked > ranges.Length || !TryParse(item, out long? first, out long? last))
            {
                return false;
            }

            ByteRange range = ByteRange.Resolve(first, last, fileLength);
            if (range.Length > 0)
            {
                Add(ranges, ref count, range);
            }
        }

        return asked > 0 && asked <= ranges.Length && !value.Trim(" \t,").IsEmpty;
    }

    // A range that joins two may have brought them together.
    private static void Add(Span<ByteRange> ranges, ref int count, ByteRange range)
    {
        int place = count;
        for (int index = 0; index < count;)
        {
            if (!ranges[index].Touches(range, Gap))
            {
                index++;
                continue;
            }

            range = range.Join(ranges[index]);
            place = Math.Min(place, index);
            ranges[(index + 1)..count].CopyTo(ranges[index..]);
            count--;
            index = 0;
        }

        place = Math.Min(place, count);
        ranges[place..count].CopyTo(ranges[(place + 1)..]);
        ranges[place] = range;
        count++;
    }

    private static bool TryParse(ReadOnlySpan<char> item, out long? first, out long? last)
    {
        int dash = item.IndexOf('-');
        first = last = null;
        return dash >= 0 && TryParse(item[..dash], ref first) && TryParse(item[(dash + 1)..], ref last)
            && (first ?? last) is not null && !(last < first);
    }

    private static bool TryParse(ReadOnlySpan<char> digits, ref long? number)
    {
        if (digits.IsEmpty)
        {
            return true;
        }

        bool isNumber = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value);
        number = value;
        return isNumber;
    }
}
