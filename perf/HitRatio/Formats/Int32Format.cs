using System.Buffers.Binary;

namespace MappingCache.HitRatio.Formats;

/// <summary>A key of four bytes after the other, big-endian: the traces of cache2k's benchmark.</summary>
internal sealed class Int32Format : ITraceFormat
{
    public string Name => "int32";

    public string Description => "keys of 4 bytes, big-endian, as the traces of cache2k";

    public bool HasBlocks => false;

    public bool Suits(string name, ReadOnlySpan<byte> head) =>
        name.EndsWith(".trace", StringComparison.OrdinalIgnoreCase) && !TextLines.AreText(head);

    public IEnumerable<BlockRange> Read(Stream input, string path) =>
        BinaryRecords.Of(input, sizeof(int), path).Select(static record => BlockRange.Of(BinaryPrimitives.ReadInt32BigEndian(record.Span)));
}
