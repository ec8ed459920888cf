using System.Runtime.InteropServices;

namespace MappingCache.Native.Linux;

/// <summary>siginfo_t as the C libraries of x64 and arm64 have it, with the fields of signals about a descriptor.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct SignalInfo
{
    /// <summary>si_signo.</summary>
    [FieldOffset(0)]
    public int Signal;

    /// <summary>si_code: above 0 for what comes from the kernel.</summary>
    [FieldOffset(8)]
    public int Code;

    /// <summary>si_fd: the descriptor, as it was when the signal was asked for.</summary>
    [FieldOffset(24)]
    public int Descriptor;
}
