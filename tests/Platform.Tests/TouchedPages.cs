using System.Globalization;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Counts the pages of an area of memory that a piece of work has come by, as the kernel notes it: work, not time.</summary>
internal static class TouchedPages
{
    private const string Referenced = "Referenced:";

    /// <summary>Does the work, and counts.</summary>
    /// <param name="address">An address in the area.</param>
    /// <param name="work">The work.</param>
    public static int Of(nint address, Action work)
    {
        // Forgets which pages were come by.
        File.WriteAllText("/proc/self/clear_refs", "1");
        work();
        bool isInArea = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string first = line.Split(' ')[0];
            if (first.Split('-') is [var from, var to])
            {
                isInArea = Parse(from) <= address && address < Parse(to);
            }
            else if (isInArea && first == Referenced)
            {
                int kilobytes = int.Parse(line[Referenced.Length..^"kB".Length], CultureInfo.InvariantCulture);
                return kilobytes * 1024 / Environment.SystemPageSize;
            }
        }

        Assert.Ignore("the kernel does not tell which pages are come by");
        return 0;
    }

    private static nint Parse(string address) => nint.Parse(address, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
