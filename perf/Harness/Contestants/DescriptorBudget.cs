using System.Globalization;

namespace MappingCache.Harness.Contestants;

/// <summary>How many files the contestants of this process may keep open together.</summary>
internal static class DescriptorBudget
{
    // Those of Socket.SendFileAsync that wait for finalizers, sockets, and the runtime's own.
    private const int Others = 3000;
    private const int Least = 100;
    private const string Line = "Max open files";

    /// <summary>How many are left to the cache while others keep as many files open as there are.</summary>
    public static int ForCache(int files) => Math.Clamp(Limit() - files - Others, Least, files);

    /// <returns>What is to be done for that many files; null if nothing is.</returns>
    public static string? Notice(int files) =>
        ForCache(files) < files
            ? $"The process may open {Limit()} files, so the cache has to open some of {files} again and again: ulimit -n {(2 * files) + Others} before, as root."
            : null;

    // The runtime has raised the first number, what is in force, to the second, the most that is allowed.
    private static int Limit()
    {
        string line = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith(Line, StringComparison.Ordinal));
        string number = line[Line.Length..].TrimStart().Split(' ')[0];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) ? limit : int.MaxValue / 2;
    }
}
