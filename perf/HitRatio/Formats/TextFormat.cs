namespace MappingCache.HitRatio.Formats;

/// <summary>A key a line, in digits.</summary>
internal sealed class TextFormat : ITraceFormat
{
    public string Name => "text";

    public string Description => "a key a line, a number in digits";

    public bool HasBlocks => false;

    public bool Suits(string name, ReadOnlySpan<byte> head) => TextLines.AreText(head) && TextLines.CountInFirstLine(head) == 1;

    public IEnumerable<BlockRange> Read(Stream input, string path)
    {
        foreach ((int number, string line) in TextLines.Of(input))
        {
            yield return TryParse(line, out long key) ? BlockRange.Of(key) : throw TextLines.Refuse(path, number, line, "a number");
        }
    }

    private static bool TryParse(string line, out long key)
    {
        ReadOnlySpan<char> rest = line;
        return TextLines.TryTake(ref rest, out key) && rest.IsWhiteSpace();
    }
}
