using System.Globalization;

namespace MappingCache.Tests.Support;

/// <summary>What the kernel says is mapped: one line of /proc/self/maps.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">The address after the last.</param>
/// <param name="Permissions">Such as <c>r--s</c>; <c>---p</c> is reserved and nothing else.</param>
/// <param name="Offset">Where in the file it begins.</param>
/// <param name="Inode">The file's number; 0 for none.</param>
public sealed record LinuxMaps(ulong Start, ulong End, string Permissions, long Offset, ulong Inode)
{
    /// <summary>The areas that lie in a range of addresses, cut to it, in their order.</summary>
    public static IReadOnlyList<LinuxMaps> Within(ulong start, ulong end) =>
        [.. File.ReadLines("/proc/self/maps").Select(Parse)
            .Where(area => area.Start < end && area.End > start)
            .Select(area => area with
            {
                Start = Math.Max(area.Start, start),
                End = Math.Min(area.End, end),
                Offset = area.Offset + (long)(Math.Max(area.Start, start) - area.Start),
            })];

    /// <summary>How many areas of this process map a file.</summary>
    public static int Count(UInt128 inode) => File.ReadLines("/proc/self/maps").Select(Parse).Count(area => area.Inode == inode);

    /// <summary>The same, as it is told of any system.</summary>
    public MappedArea ToArea() => new(
        Start,
        End,
        this switch
        {
            { Permissions: "---p" } => MappedAreaKind.Reserved,
            { Permissions: "r--s" } => MappedAreaKind.File,
            { Permissions: "r--p", Inode: 0 } => MappedAreaKind.Memory,
            _ => MappedAreaKind.Other,
        },
        Inode,
        Offset);

    private static LinuxMaps Parse(string line)
    {
        string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] range = parts[0].Split('-');
        return new LinuxMaps(Hex(range[0]), Hex(range[1]), parts[1], (long)Hex(parts[2]), ulong.Parse(parts[4], CultureInfo.InvariantCulture));
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
