using System.Globalization;

namespace MappingCache.Harness.Workloads;

/// <summary>How many files this process may have open.</summary>
internal static class DescriptorLimit
{
    // Those of Socket.SendFileAsync that wait for finalizers, sockets, and the runtime's own.
    private const int Others = 3000;
    private const string Line = "Max open files";

    /// <summary>How many files two contestants may keep open, each for himself, beside what else is open.</summary>
    public static int FilesOpenTwice()
    {
        // The runtime has raised the first number, what is in force, to the second, the most that is allowed.
        string line = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith(Line, StringComparison.Ordinal));
        string number = line[Line.Length..].TrimStart().Split(' ')[0];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) ? (limit - Others) / 2 : int.MaxValue;
    }
}
