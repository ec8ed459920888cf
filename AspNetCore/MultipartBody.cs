using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MappingCache.AspNetCore;

/// <summary>A body of several ranges: multipart/byteranges, RFC 9110, section 14.6. Immutable.</summary>
internal sealed class MultipartBody
{
    private const int BoundaryBytes = 16;

    private readonly (byte[] Head, ByteRange Range)[] _parts;

    /// <summary>Plans one.</summary>
    /// <param name="ranges">The ranges, in their order.</param>
    /// <param name="contentType">The content type of the file.</param>
    /// <param name="fileLength">Its length in bytes.</param>
    public MultipartBody(ReadOnlySpan<ByteRange> ranges, string contentType, long fileLength)
    {
        // Nobody can foretell it, so no file can hold it.
        string boundary = RandomNumberGenerator.GetHexString(BoundaryBytes * 2, lowercase: true);
        ContentType = $"multipart/byteranges; boundary={boundary}";
        End = Encoding.Latin1.GetBytes($"\r\n--{boundary}--\r\n");
        Length = End.Length;
        _parts = new (byte[], ByteRange)[ranges.Length];
        for (int index = 0; index < ranges.Length; index++)
        {
            string line = index == 0 ? string.Empty : "\r\n";
            string head = $"{line}--{boundary}\r\nContent-Type: {contentType}\r\nContent-Range: {ContentRange(ranges[index], fileLength)}\r\n\r\n";
            _parts[index] = (Encoding.Latin1.GetBytes(head), ranges[index]);
            Length += _parts[index].Head.Length + ranges[index].Length;
        }
    }

    /// <summary>The body's own content type, which names what parts it.</summary>
    public string ContentType { get; }

    /// <summary>The length of all of it, in bytes.</summary>
    public long Length { get; }

    /// <summary>What goes before each range.</summary>
    public IReadOnlyList<(byte[] Head, ByteRange Range)> Parts => _parts;

    /// <summary>What goes behind the last.</summary>
    public byte[] End { get; }

    /// <summary>A range in the words of the header Content-Range.</summary>
    public static string ContentRange(ByteRange range, long fileLength) =>
        string.Create(CultureInfo.InvariantCulture, $"bytes {range.Offset}-{range.End - 1}/{fileLength}");
}
