namespace MappingCache.AspNetCore;

/// <summary>Bytes of a file that a body consists of.</summary>
/// <param name="Offset">Where they begin, in bytes from the start of the file.</param>
/// <param name="Length">How many they are.</param>
internal readonly record struct ByteRange(long Offset, long Length)
{
    /// <summary>The offset after the last of them.</summary>
    public long End => Offset + Length;

    /// <summary>Cuts what a client asks for to what a file has.</summary>
    /// <param name="first">The first byte; null for the last ones of the file.</param>
    /// <param name="last">The last byte, null for the file's; without a first one, how many bytes from the end.</param>
    /// <param name="fileLength">The file's length in bytes.</param>
    /// <returns>The bytes; none when the file has none of them.</returns>
    public static ByteRange Resolve(long? first, long? last, long fileLength)
    {
        if (first is { } from)
        {
            return new ByteRange(from, Math.Max(Math.Min(last ?? long.MaxValue, fileLength - 1) - from + 1, 0));
        }

        long count = Math.Min(last ?? 0, fileLength);
        return new ByteRange(fileLength - count, count);
    }

    /// <summary>Whether two ranges overlap, or less lies between them than so many bytes.</summary>
    public bool Touches(ByteRange other, long gap) => Offset < other.End + gap && other.Offset < End + gap;

    /// <summary>All from the beginning of the one to the end of the other, whichever that is.</summary>
    public ByteRange Join(ByteRange other)
    {
        long offset = Math.Min(Offset, other.Offset);
        return new ByteRange(offset, Math.Max(End, other.End) - offset);
    }
}
