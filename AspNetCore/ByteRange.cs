using Microsoft.Net.Http.Headers;

namespace MappingCache.AspNetCore;

/// <summary>Bytes of a file that a body consists of.</summary>
/// <param name="Offset">Where they begin, in bytes from the start of the file.</param>
/// <param name="Length">How many they are.</param>
internal readonly record struct ByteRange(long Offset, long Length)
{
    /// <summary>The offset after the last of them.</summary>
    public long End => Offset + Length;

    /// <summary>Cuts what a client asks for to what a file has.</summary>
    /// <param name="item">first-last, first- or -count.</param>
    /// <param name="fileLength">The file's length in bytes.</param>
    /// <param name="range">The bytes; at least one.</param>
    /// <returns>False when the file has none of them.</returns>
    public static bool TryResolve(RangeItemHeaderValue item, long fileLength, out ByteRange range)
    {
        if (item.From is { } first)
        {
            long last = Math.Min(item.To ?? long.MaxValue, fileLength - 1);
            range = new ByteRange(first, last - first + 1);
        }
        else
        {
            long count = Math.Min(item.To ?? 0, fileLength);
            range = new ByteRange(fileLength - count, count);
        }

        return range.Length > 0;
    }
}
