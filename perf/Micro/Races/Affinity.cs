using System.ComponentModel;
using System.Numerics;
using System.Runtime.InteropServices;

namespace MappingCache.Micro.Races;

/// <summary>
/// The processors that a thread may run on. Two threads that are measured together have to run together: left alone, the
/// system may put the one it has just woken beside the one that woke it, and let them take turns.
/// </summary>
/// <param name="mask">A bit for each processor.</param>
internal sealed unsafe partial class Affinity(ulong[] mask)
{
    // 1,024 processors: what the C library's own type has room for.
    private const int Words = 16;

    /// <summary>What the calling thread may run on.</summary>
    public static Affinity OfThisThread()
    {
        ulong[] mask = new ulong[Words];
        fixed (ulong* bits = mask)
        {
            // SAFETY: as many bytes are there as are said to be.
            return GetAffinity(0, Words * sizeof(ulong), bits) == 0 ? new Affinity(mask) : throw new Win32Exception();
        }
    }

    /// <summary>One of these processors alone.</summary>
    /// <param name="number">Which: 0 for the first.</param>
    public Affinity Only(int number)
    {
        ulong[] one = new ulong[Words];
        for (int word = 0; word < Words; word++)
        {
            for (ulong rest = mask[word]; rest != 0; rest &= rest - 1)
            {
                if (number-- == 0)
                {
                    one[word] = 1UL << BitOperations.TrailingZeroCount(rest);
                    return new Affinity(one);
                }
            }
        }

        throw new ArgumentOutOfRangeException(nameof(number), "There are not so many processors.");
    }

    /// <summary>Lets the calling thread run on these, and on no others.</summary>
    public void Apply()
    {
        fixed (ulong* bits = mask)
        {
            // SAFETY: as in OfThisThread.
            if (SetAffinity(0, Words * sizeof(ulong), bits) != 0)
            {
                throw new Win32Exception();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nuint bytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint bytes, ulong* mask);
}
