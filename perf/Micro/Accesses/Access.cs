using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MappingCache.Micro.Accesses;

/// <summary>
/// One way to get at the bytes of a window and to let go of them again: the operation that is measured. Every way has
/// its own loop, of the same shape, so that the JIT compiles each by itself and takes nothing out of one that another
/// still does. Used by several threads at once.
/// </summary>
internal abstract class Access : IDisposable
{
    /// <summary>Gets at windows in turn. Overrides are not to be inlined: a caller's loop is no part of what is measured.</summary>
    /// <param name="windows">Which windows, in order.</param>
    /// <param name="from">Where in the order to begin.</param>
    /// <param name="end">Where to stop.</param>
    /// <returns>Something made of every address and length, so that the JIT does not drop the work of computing them.</returns>
    public abstract long Run(int[] windows, int from, int end);

    /// <summary>What shows that it did not do what it is said to; null if nothing does. Asked while nobody runs it.</summary>
    public virtual string? Complaint() => null;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what it has of its own. Nobody runs it any more.</summary>
    protected virtual void Free()
    {
        // Most have nothing.
    }

    /// <summary>What <see cref="Run"/> makes of a window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static unsafe long Take(ReadOnlySpan<byte> bytes)
    {
        // SAFETY: the address is only added up, never followed: reading the bytes is no part of getting at them.
        return (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)) + bytes.Length;
    }
}
