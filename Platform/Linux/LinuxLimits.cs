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

    /// <summary>The limits at this moment, less map areas that were promised.</summary>
    /// <param name="promised">How many.</param>
    /// <param name="isPromised">Whether an address lies where promised areas do; those are not counted again.</param>
    public static MachineLimits Read(long promised, Predicate<ulong> isPromised) =>
        Read(File.ReadAllText("/proc/sys/vm/max_map_count"), AreasOfOthers(isPromised), File.ReadAllLines("/proc/self/limits"), File.ReadAllText("/proc/self/statm"), promised);

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

    private static int AreasOfOthers(Predicate<ulong> isPromised) =>
        File.ReadLines("/proc/self/maps").Count(line => !isPromised(ulong.Parse(line.AsSpan(0, line.IndexOf('-')), NumberStyles.HexNumber, CultureInfo.InvariantCulture)));

    private static long? SoftLimit(string[] limits, string name)
    {
        string line = limits.First(l => l.StartsWith(name, StringComparison.Ordinal));
        string soft = line[name.Length..].TrimStart().Split(' ')[0];
        return long.TryParse(soft, CultureInfo.InvariantCulture, out long bytes) ? bytes : null;
    }
}
