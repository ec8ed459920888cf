using System.Globalization;

namespace MappingCache.Harness.Parts;

/// <summary>What Linux says of a process in /proc.</summary>
internal static class ProcessStatus
{
    private const int BytesInKilobyte = 1024;

    // Clock ticks a second in /proc/PID/stat: the same on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    // After the name, which may hold spaces and ends with the last bracket, utime is the 12th field and stime the 13th.
    private const int UserTime = 11;

    /// <summary>Bytes of a line of /proc/self/status such as RssAnon or VmPTE.</summary>
    public static long Bytes(string line) =>
        long.Parse(
            File.ReadLines("/proc/self/status").First(text => text.StartsWith(line + ":", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1],
            CultureInfo.InvariantCulture) * BytesInKilobyte;

    /// <summary>Map areas of this process.</summary>
    public static int Areas() => File.ReadLines("/proc/self/maps").Count();

    /// <summary>Processor time that a process has had, of all its threads, those that have ended among them.</summary>
    public static double CpuMicroseconds(int process)
    {
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[UserTime], CultureInfo.InvariantCulture) + long.Parse(fields[UserTime + 1], CultureInfo.InvariantCulture)) * 1e6 / TicksPerSecond;
    }
}
