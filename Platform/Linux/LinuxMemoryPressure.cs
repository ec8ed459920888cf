using System.Globalization;

namespace MappingCache.Platform.Linux;

/// <summary>
/// How short of memory the process is: by its own collector, and by its control group (cgroup v2), whose limit is what
/// kills it. Files that the system does not have say nothing.
/// </summary>
/// <param name="root">Where the control groups are mounted.</param>
/// <param name="ownGroup">The file that names the process's group.</param>
/// <param name="collector">The collector's part.</param>
internal sealed class LinuxMemoryPressure(string root, string ownGroup, CollectorPressure collector) : IMemoryPressure
{
    // Of a group's limit, and of time. The last tenth goes fast, and the mappings are cheap to make again; stalls of a
    // tenth of the time are felt by everybody.
    private const double SomeOfLimit = 0.90;
    private const double MuchOfLimit = 0.95;
    private const double StalledPercent = 10;

    public LinuxMemoryPressure()
        : this("/sys/fs/cgroup", "/proc/self/cgroup", new CollectorPressure())
    {
    }

    public MemoryPressure Read()
    {
        MemoryPressure own = collector.Read();
        return FolderOfGroup() is { } folder ? Max(own, Max(ReadLimits(folder), ReadStalls(folder))) : own;
    }

    private string? FolderOfGroup()
    {
        // "0::/path" is the group of the one hierarchy that cgroup v2 has.
        const string Unified = "0::/";
        string? line = TryRead(ownGroup)?.Split('\n').FirstOrDefault(static l => l.StartsWith(Unified, StringComparison.Ordinal));
        return line is null ? null : Path.Join(root, line[Unified.Length..]);
    }

    private static MemoryPressure ReadLimits(string folder)
    {
        long? limit = Min(Number(TryRead(Path.Join(folder, "memory.max"))), Number(TryRead(Path.Join(folder, "memory.high"))));
        long? current = Number(TryRead(Path.Join(folder, "memory.current")));
        if (limit is null || current is null)
        {
            return MemoryPressure.None;
        }

        // Cached pages of files that nobody has used for long are the first that the kernel takes back, and a group
        // that reads files is always full of them.
        long used = current.Value - (Number(Field(TryRead(Path.Join(folder, "memory.stat")), "inactive_file ")) ?? 0);
        return used >= limit * MuchOfLimit ? MemoryPressure.Much
            : used >= limit * SomeOfLimit ? MemoryPressure.Some
            : MemoryPressure.None;
    }

    // Shares of the last ten seconds in which somebody, or everybody, stood still for want of memory.
    private static MemoryPressure ReadStalls(string folder)
    {
        string? text = TryRead(Path.Join(folder, "memory.pressure"));
        return Average(text, "full ") >= StalledPercent ? MemoryPressure.Much
            : Average(text, "some ") >= StalledPercent ? MemoryPressure.Some
            : MemoryPressure.None;
    }

    private static double Average(string? text, string who)
    {
        const string Name = "avg10=";
        string? average = Field(text, who)?.Split(' ').FirstOrDefault(static field => field.StartsWith(Name, StringComparison.Ordinal));
        return double.TryParse(average?[Name.Length..], CultureInfo.InvariantCulture, out double percent) ? percent : 0;
    }

    private static string? Field(string? text, string name) =>
        text?.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..];

    // "max" is no limit, as is what cannot be read.
    private static long? Number(string? text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static long? Min(long? a, long? b) => a is null || b < a ? b : a;

    private static MemoryPressure Max(MemoryPressure a, MemoryPressure b) => a > b ? a : b;

    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            // The group may have gone, or the kernel lack the file: nothing is known then.
            return null;
        }
    }
}
