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
        foreach ((int number, ReadOnlyMemory<byte> record) in BinaryRecords.Of(input, Length, path).Index())
        {
            long first = BinaryPrimitives.ReadInt64LittleEndian(record.Span[FirstAt..]);
            long size = BinaryPrimitives.ReadUInt32LittleEndian(record.Span[SizeAt..]);
            long blocks = Math.Max(1, (size + BlockRange.BlockSize - 1) / BlockRange.BlockSize);
            if (first < 0 || first > long.MaxValue - blocks)
            {
                throw new TraceException($"{path}, at offset {(long)number * Length}: block {(ulong)first} lies on no disk. If the file is of another format, name it with --format.");
            }

            yield return new BlockRange(first, blocks);
        }
    }
}
