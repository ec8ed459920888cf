using System.Globalization;
using MappingCache.Native.Linux;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Leases;

/// <summary>
/// Has a lease broken once for a process, on a file that nobody else knows of: what answers is compiled by that, and the
/// first who really is held up does not wait for the JIT as well.
/// </summary>
internal static class LeaseRehearsal
{
    private const int WindowSize = 4096;

    // One that is held when the lease is broken, and one that is not.
    private const int Windows = 2;

    private static int s_isDone;

    /// <summary>Does it, unless it was done. Where the system refuses something of it, it ends there, and nothing is lost but time later.</summary>
    public static void Run()
    {
        if (Interlocked.Exchange(ref s_isDone, 1) != 0 || Environment.SystemPageSize != WindowSize)
        {
            return;
        }

        int writable = LinuxCalls.MemFdCreate("mapping-cache-rehearsal", LinuxFlags.MfdCloseOnExec);
        if (writable < 0)
        {
            return;
        }

        // Open for reading only, or there is no lease to be had.
        bool hasLength = Syscall.ftruncate(writable, Windows * WindowSize) == 0;
        int descriptor = Syscall.open(PathOf(writable), OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC);
        _ = Syscall.close(writable);
        if (descriptor >= 0)
        {
            if (hasLength)
            {
                Break(PathOf(descriptor));
            }

            _ = Syscall.close(descriptor);
        }
    }

    private static void Break(string path)
    {
        CacheLayout layout = new(WindowSize, Windows, Windows, []) { FileLeases = FileLeaseMode.Opportunistic, SurvivesFaults = false };
        if (LinuxAddressSpace.Reserve(layout, MapAreaBudget.Process, LeaseWatcher.Process, out LinuxAddressSpace? space).IsError)
        {
            return;
        }

        using WindowCache cache = new(space!, layout, EvictionKind.Clock);
        if (!cache.TryOpen(path, within: null, out MappedFile? file, out _))
        {
            return;
        }

        using (file)
        {
            if (file.TryAcquire(0, out Window held))
            {
                using (held)
                {
                    if (file.TryAcquire(WindowSize, out Window idle))
                    {
                        idle.Dispose();
                    }

                    // Comes back once the lease was given up.
                    int writer = Syscall.open(path, OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC);
                    _ = writer < 0 ? writer : Syscall.close(writer);
                }
            }
        }
    }

    private static string PathOf(int descriptor) => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}");
}
