using System.Globalization;

namespace MappingCache.Platform.Linux;

/// <summary>Reads what the kernel allows this process.</summary>
internal static class LinuxLimits
{
    // For threads, malloc, the runtime and libraries, which fail in ugly ways when areas run out. A choice, with room to
    // spare: a .NET process has hundreds of areas, and more with every thread.
    private const int Margin = 2048;

    // For the heap and the stacks that are still to come.
    private const long AddressMargin = 256L << 20;

    /// <summary>The limits at this moment, less what caches were promised.</summary>
    public static MachineLimits Read(MapAreaBudget budget) => Read(budget, budget.Promised);

    /// <summary>The limits at this moment, less map areas that were promised.</summary>
    public static MachineLimits Read(MapAreaBudget budget, long promised) =>
        Read(File.ReadAllText("/proc/sys/vm/max_map_count"), AreasOfOthers(budget), File.ReadAllLines("/proc/self/limits"), File.ReadAllText("/proc/self/statm"), promised);

    internal static MachineLimits Read(string maxMapCount, int areasInUse, string[] limits, string statm, long promised)
    {
        long max = long.Parse(maxMapCount, CultureInfo.InvariantCulture);
        long? addresses = SoftLimit(limits, "Max address space");
        if (addresses is not null)
        {
            long inUse = long.Parse(statm.Split(' ')[0], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
            addresses = Math.Max(0, addresses.Value - inUse - AddressMargin);
        }

        return new MachineLimits(
            Environment.SystemPageSize,
            Math.Max(0, max - areasInUse - promised - Margin),
            addresses,
            string.Create(CultureInfo.InvariantCulture, $"vm.max_map_count is {max}, {areasInUse} are in use, {promised} are promised to caches and {Margin} are left for everything else; raise it with sysctl -w vm.max_map_count=N, or use larger windows and fewer slots"),
            "the limit of address space, ulimit -v, allows no more; raise it, or use fewer slots",
            SoftLimit(limits, "Max open files") is { } files ? (int)Math.Min(files, int.MaxValue) : null);
    }

    // What lies in the caches' own ranges is promised to them.
    private static int AreasOfOthers(MapAreaBudget budget) =>
        File.ReadLines("/proc/self/maps").Count(line => !budget.Covers(ulong.Parse(line.AsSpan(0, line.IndexOf('-')), NumberStyles.HexNumber, CultureInfo.InvariantCulture)));

    private static long? SoftLimit(string[] limits, string name)
    {
        string line = limits.First(l => l.StartsWith(name, StringComparison.Ordinal));
        string soft = line[name.Length..].TrimStart().Split(' ')[0];
        return long.TryParse(soft, CultureInfo.InvariantCulture, out long bytes) ? bytes : null;
    }
}
