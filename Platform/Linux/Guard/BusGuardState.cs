using System.Runtime.InteropServices;

namespace MappingCache.Platform.Linux.Guard;

/// <summary>What the SIGBUS handler works with; BusGuard.*.S know where each field lies. In native memory that is never freed.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BusGuardState
{
    /// <summary>The range that was added last.</summary>
    public GuardedRange* Ranges;

    /// <summary>The handler that was there before: the runtime's, as a rule.</summary>
    public nint Previous;

    /// <summary>Leaves of an address the start of its page.</summary>
    public ulong PageMask;

    /// <summary>Faults that were made good so far.</summary>
    public long Faults;

    /// <summary>The kernel's struct sigaction of zeros, which is SIG_DFL.</summary>
    public fixed ulong Default[4];
}
