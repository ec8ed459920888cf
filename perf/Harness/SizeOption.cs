using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MappingCache.Harness;

/// <summary>Reads bytes as people write them.</summary>
internal static class SizeOption
{
    private const int KiShift = 10;
    private const int MiShift = 20;

    /// <summary>Reads sizes that are separated by commas: 1K,16M,1500.</summary>
    public static bool TryParseList(string text, [NotNullWhen(true)] out IReadOnlyList<int>? sizes)
    {
        List<int> read = [];
        foreach (string word in text.Split(','))
        {
            if (!TryParse(word.Trim(), out int size))
            {
                sizes = null;
                return false;
            }

            read.Add(size);
        }

        sizes = read;
        return true;
    }

    private static bool TryParse(string text, out int size)
    {
        int shift = text switch
        {
            [.., 'k' or 'K'] => KiShift,
            [.., 'm' or 'M'] => MiShift,
            _ => 0,
        };
        bool parsed = int.TryParse(text[..^(shift == 0 ? 0 : 1)], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count > 0 && count <= int.MaxValue >> shift;
        size = parsed ? count << shift : 0;
        return parsed;
    }
}
