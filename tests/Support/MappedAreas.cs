namespace MappingCache.Tests.Support;

/// <summary>What the system, and not the cache, says is mapped.</summary>
public static class MappedAreas
{
    /// <summary>The areas that lie in a range of addresses, cut to it, in their order. Where there are none, nobody has the addresses.</summary>
    public static IReadOnlyList<MappedArea> Within(ulong start, ulong end) =>
        OperatingSystem.IsWindows() ? WindowsAreas.Within(start, end) : [.. LinuxMaps.Within(start, end).Select(static area => area.ToArea())];

    /// <summary>How many areas of this process map a file.</summary>
    public static int Count(UInt128 file) =>
        OperatingSystem.IsWindows() ? WindowsAreas.Within(0, ulong.MaxValue).Count(area => area.File == file) : LinuxMaps.Count(file);
}
