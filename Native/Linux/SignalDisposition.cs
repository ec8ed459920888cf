using System.Runtime.InteropServices;

namespace MappingCache.Native.Linux;

/// <summary>struct sigaction as the C libraries of x64 and arm64 have it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SignalDisposition
{
    /// <summary>sa_sigaction; SIG_DFL is 0, SIG_IGN 1.</summary>
    public nint Handler;

    /// <summary>sa_mask: 1,024 signals.</summary>
    public fixed ulong Mask[16];

    /// <summary>sa_flags.</summary>
    public int Flags;

    /// <summary>sa_restorer, the library's own business.</summary>
    public nint Restorer;
}
