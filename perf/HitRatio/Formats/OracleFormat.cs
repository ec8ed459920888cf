using System.Buffers.Binary;

namespace MappingCache.HitRatio.Formats;

/// <summary>libCacheSim's oracleGeneral, of block traces: records of a time, a first block, a size in bytes, and the record of the next use, little-endian and packed.</summary>
internal sealed class OracleFormat : ITraceFormat
{
    private const int Length = 24;
    private const int FirstAt = 4;
    private const int SizeAt = 12;

    public string Name => "oracle";

    public string Description => "records of 24 bytes, u32 time, u64 block, u32 size, i64 next use, as libCacheSim's oracleGeneral";

    public bool HasBlocks => true;

    public bool Suits(string name, ReadOnlySpan<byte> head) =>
        name.Contains("oracleGeneral", StringComparison.OrdinalIgnoreCase) && !TextLines.AreText(head);

    public IEnumerable<BlockRange> Read(Stream input, string path)
    {
        foreach (ReadOnlyMemory<byte> record in BinaryRecords.Of(input, Length, path))
        {
            long first = BinaryPrimitives.ReadInt64LittleEndian(record.Span[FirstAt..]);
            long size = BinaryPrimitives.ReadUInt32LittleEndian(record.Span[SizeAt..]);
            yield return new BlockRange(first, Math.Max(1, (size + BlockRange.BlockSize - 1) / BlockRange.BlockSize));
        }
    }
}
