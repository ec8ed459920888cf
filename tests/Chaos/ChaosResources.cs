using System.Globalization;

namespace MappingCache.Tests.Chaos;

/// <summary>What this process holds of files.</summary>
internal static class ChaosResources
{
    private const string Maps = "/proc/self/maps";

    /// <summary>Descriptors that lead into a folder, those of deleted files included. The history, which is shared, stays open.</summary>
    public static IReadOnlyList<string> DescriptorsIn(string folder) => [.. Directory.GetFiles("/proc/self/fd")
        .Select(static descriptor => new FileInfo(descriptor).LinkTarget)
        .OfType<string>()
        .Where(path => path.StartsWith(folder, StringComparison.Ordinal) && !path.EndsWith(ChaosFiles.HistoryName, StringComparison.Ordinal))];

    /// <summary>Map areas of files of a folder.</summary>
    public static IReadOnlyList<string> AreasIn(string folder) => [.. File.ReadLines(Maps).Where(line => line.Contains($" {folder}", StringComparison.Ordinal))];

    /// <summary>Map areas in a cache's range.</summary>
    public static unsafe int CountAreas(WindowCache cache)
    {
        // SAFETY: the addresses are compared, not used.
        ulong start = (ulong)cache.Engine.Space.Base;
        ulong end = start + (ulong)cache.Engine.Layout.ReservedBytes;
        return File.ReadLines(Maps).Count(line =>
        {
            string[] range = line.Split(' ', 2)[0].Split('-');
            return Hex(range[0]) < end && Hex(range[1]) > start;
        });
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
