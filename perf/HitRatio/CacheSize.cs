using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MappingCache.HitRatio;

/// <summary>How large a cache is to be: so many slots, or so many percent of a trace's different keys.</summary>
/// <param name="Slots">The slots; null if it is a share.</param>
/// <param name="Percent">The share, in percent.</param>
internal readonly record struct CacheSize(int? Slots, double Percent = 0)
{
    /// <summary>Reads sizes such as <c>0.1%,1%,187</c>.</summary>
    public static bool TryParseList(string text, [NotNullWhen(true)] out IReadOnlyList<CacheSize>? sizes)
    {
        List<CacheSize> read = [];
        sizes = null;
        foreach (string word in text.Split(','))
        {
            if (!TryParse(word.Trim(), out CacheSize size))
            {
                return false;
            }

            read.Add(size);
        }

        sizes = read;
        return true;
    }

    /// <summary>The slots for a trace: rounded to the nearest, and at least one.</summary>
    public int For(Trace trace) =>
        Slots ?? Math.Max(1, (int)Math.Round(trace.Distinct * Percent / 100, MidpointRounding.AwayFromZero));

    private static bool TryParse(string word, out CacheSize size)
    {
        if (word.EndsWith('%'))
        {
            bool isShare = double.TryParse(word[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent) && percent is > 0 and <= 100;
            size = new CacheSize(null, percent);
            return isShare;
        }

        bool isCount = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int slots) && slots is > 0 and <= DirectoryEntry.MaxSlots;
        size = new CacheSize(slots);
        return isCount;
    }
}
