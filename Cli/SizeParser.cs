using System.Globalization;

namespace MappingCache.Cli;

/// <summary>Reads sizes in bytes: 65536, 64K, 1M, 1G, where K, M and G (also KiB and so on, in any case) are powers of 1,024.</summary>
internal static class SizeParser
{
    /// <summary>Reads a size.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The size in bytes, at least 1; 0 if it is none.</param>
    /// <returns>False when the text is no size, or one above 2 GiB - 1.</returns>
    public static bool TryParse(string text, out int bytes)
    {
        bool parsed = TryParse(text, int.MaxValue, out long size) && size > 0;
        bytes = parsed ? (int)size : 0;
        return parsed;
    }

    /// <summary>Reads a size of a file, or a place in it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The size in bytes; 0 also if it is none.</param>
    /// <returns>False when the text is no size, or one above 8 EiB - 1.</returns>
    public static bool TryParseLong(string text, out long bytes) => TryParse(text, long.MaxValue, out bytes);

    private static bool TryParse(string text, long most, out long bytes)
    {
        string digits = text.TrimEnd([.. "kmgibKMGIB"]);
        bytes = 0;
        if (ShiftOf(text[digits.Length..]) is not { } shift ||
            !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long count) ||
            count > most >> shift)
        {
            return false;
        }

        bytes = count << shift;
        return true;
    }

    private static int? ShiftOf(string unit) => unit.ToUpperInvariant() switch
    {
        "" => 0,
        "K" or "KB" or "KIB" => 10,
        "M" or "MB" or "MIB" => 20,
        "G" or "GB" or "GIB" => 30,
        _ => null,
    };
}
