namespace MappingCache.HitRatio;

/// <summary>What one record of a trace asks for: blocks that follow one another, or a single key.</summary>
/// <param name="First">The first block, or the key.</param>
/// <param name="Count">How many blocks, at least 1; 1 for a key.</param>
internal readonly record struct BlockRange(long First, long Count)
{
    /// <summary>Bytes of a block, in all formats that have blocks.</summary>
    public const int BlockSize = 512;

    /// <summary>A request for a single key.</summary>
    public static BlockRange Of(long key) => new(key, 1);
}
