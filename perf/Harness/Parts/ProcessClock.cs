using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MappingCache.Harness.Parts;

/// <summary>Processor time of another process, of all its threads, those that have ended among them; as the scheduler knows it, which is finer than the ticks in /proc.</summary>
internal static unsafe partial class ProcessClock
{
    // What the C library's clock_getcpuclockid makes of a process: CPUCLOCK_SCHED, in the lowest bits.
    private const int Scheduler = 2;
    private const int KindBits = 3;

    /// <summary>What a process has had since it began, in microseconds.</summary>
    public static double Microseconds(int process)
    {
        long* time = stackalloc long[2];

        // SAFETY: the two words of a timespec are there.
        return GetTime((~process << KindBits) | Scheduler, time) == 0 ? (time[0] * 1e6) + (time[1] / 1e3) : throw new Win32Exception();
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int GetTime(int clock, long* time);
}
