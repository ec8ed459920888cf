using System.Buffers;
using System.Globalization;

namespace MappingCache.HitRatio.Formats;

/// <summary>Formats of lines of numbers.</summary>
internal static class TextLines
{
    // More of a line than that tells nobody more about it.
    private const int ShownOfLine = 40;

    private static readonly SearchValues<byte> s_text = SearchValues.Create([.. "\t\n\r"u8, .. Enumerable.Range(' ', '~' - ' ' + 1).Select(static c => (byte)c)]);
    private static readonly SearchValues<byte> s_blanks = SearchValues.Create(" \t\r"u8);

    /// <summary>Whether bytes are text: nothing but printable ASCII and white space.</summary>
    public static bool AreText(ReadOnlySpan<byte> head) => !head.IsEmpty && !head.ContainsAnyExcept(s_text);

    /// <summary>How many numbers the first line has.</summary>
    public static int CountInFirstLine(ReadOnlySpan<byte> head)
    {
        int end = head.IndexOf((byte)'\n');
        int count = 0;
        foreach (Range part in (end < 0 ? head : head[..end]).SplitAny(s_blanks))
        {
            count += part.End.Value > part.Start.Value ? 1 : 0;
        }

        return count;
    }

    /// <summary>The lines of a file, each with its number, from 1.</summary>
    public static IEnumerable<(int Number, string Line)> Of(Stream input)
    {
        using StreamReader reader = new(input);
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            yield return (number, line);
        }
    }

    /// <summary>Takes the next number off a line.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool TryTake(ref ReadOnlySpan<char> line, out long number)
    {
        line = line.TrimStart();
        int end = line.IndexOfAny(' ', '\t');
        ReadOnlySpan<char> word = end < 0 ? line.TrimEnd() : line[..end];
        line = line[word.Length..];
        return long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>What to say of a line that is none of its format.</summary>
    public static TraceException Refuse(string path, int number, string line, string wanted) =>
        new($"{path}, line {number}: '{Shorten(line)}' is not {wanted}. If the file is of another format, name it with --format.");

    private static string Shorten(string line) => line.Length <= ShownOfLine ? line : line[..ShownOfLine] + "...";
}
