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
        string digits = text.TrimEnd([.. "kmgibKMGIB"]);
        bytes = 0;
        if (ShiftOf(text[digits.Length..]) is not { } shift ||
            !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ||
            count == 0 || count > int.MaxValue >> shift)
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
