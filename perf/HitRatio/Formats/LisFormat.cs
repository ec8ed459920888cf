namespace MappingCache.HitRatio.Formats;

/// <summary>The traces of ARC (Megiddo and Modha, FAST '03): a line a request, of a first block and a number of blocks, and two numbers more that mean nothing here.</summary>
internal sealed class LisFormat : ITraceFormat
{
    private const int FewestNumbers = 2;

    public string Name => "lis";

    public string Description => "lines 'START COUNT ...', in blocks of 512 bytes, as the traces of ARC";

    public bool HasBlocks => true;

    public bool Suits(string name, ReadOnlySpan<byte> head) =>
        TextLines.AreText(head) && TextLines.CountInFirstLine(head) >= FewestNumbers;

    public IEnumerable<BlockRange> Read(Stream input, string path)
    {
        foreach ((int number, string line) in TextLines.Of(input))
        {
            yield return TryParse(line, out BlockRange range) ? range
                : throw TextLines.Refuse(path, number, line, "a first block and a number of blocks");
        }
    }

    private static bool TryParse(string line, out BlockRange range)
    {
        ReadOnlySpan<char> rest = line;
        bool parsed = TextLines.TryTake(ref rest, out long first) & TextLines.TryTake(ref rest, out long count);
        range = new BlockRange(first, count);
        return parsed && first >= 0 && count > 0 && count <= long.MaxValue - first;
    }
}
