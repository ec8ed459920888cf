using System.Globalization;

namespace MappingCache.Harness.Parts;

/// <summary>What Linux says of a process in /proc.</summary>
internal static class ProcessStatus
{
    private const int BytesInKilobyte = 1024;

    /// <summary>Bytes of a line of /proc/self/status such as RssAnon or VmPTE.</summary>
    public static long Bytes(string line) =>
        long.Parse(
            File.ReadLines("/proc/self/status").First(text => text.StartsWith(line + ":", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1],
            CultureInfo.InvariantCulture) * BytesInKilobyte;

    /// <summary>Map areas of this process.</summary>
    public static int Areas() => File.ReadLines("/proc/self/maps").Count();
}
