using System.Runtime.InteropServices;

namespace MappingCache.Native.Linux;

/// <summary>sigset_t as the C libraries have it: 1,024 signals.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SignalSet
{
    private fixed ulong _words[16];

    /// <summary>Adds a signal, 1 to 64.</summary>
    public void Add(int signal) => _words[0] |= 1UL << (signal - 1);
}
