using System.ComponentModel;
using System.Globalization;
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
        if (!TryApply(0))
        {
            throw new Win32Exception();
        }
    }

    /// <summary>Lets every thread of the process run on these, and on no others; also those that they start.</summary>
    public void ApplyToProcess()
    {
        Apply();

        // Twice: a thread may have started another one after the list was read and before it was its turn.
        for (int pass = 0; pass < 2; pass++)
        {
            foreach (string task in Directory.EnumerateDirectories("/proc/self/task"))
            {
                // One that has ended meanwhile needs no processor.
                _ = TryApply(int.Parse(Path.GetFileName(task.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture));
            }
        }
    }

    private bool TryApply(int thread)
    {
        fixed (ulong* bits = mask)
        {
            // SAFETY: as in OfThisThread.
            return SetAffinity(thread, Words * sizeof(ulong), bits) == 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nuint bytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint bytes, ulong* mask);
}
