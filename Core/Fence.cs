using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;

namespace MappingCache;

/// <summary>The one fence that depends on the processor.</summary>
internal static class Fence
{
    /// <summary>
    /// Makes an interlocked operation a full barrier where the processor does not: a locked x64 instruction already is
    /// one, while Arm's atomics are acquire and release, behind which a later load may still be read early.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AfterInterlocked()
    {
        // A constant for the JIT: on x64 nothing is left of it.
        if (ArmBase.IsSupported)
        {
            Interlocked.MemoryBarrier();
        }
    }
}
