using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MappingCache.Tests.Support;

namespace MappingCache.Tests.Disassembly;

/// <summary>A hit and its end, as a user's method has them that reads a byte: by each face of the cache; and twins that do something more, which whoever reads the listings must find.</summary>
internal static class HitPairs
{
    private static readonly Lock s_lock = new();
    private static int s_count;
    private static object? s_kept;
    private static readonly IComparable<int>[] s_comparables = [new One(), new Two()];

    /// <summary>Every pair once.</summary>
    public static long Run(MappedFile file, LightReader reader, long offset) =>
        Shared(file, offset) + Light(file, offset) + ByReader(reader, offset)
        + TwinWithOneMore(file, offset) + TwinWithFence(file, offset) + TwinWithAllocation(file, offset)
        + TwinWithLock(file, offset) + TwinWithInterface(file, offset) + TwinWithClock(file, offset);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Shared(MappedFile file, long offset)
    {
        using Window window = file.Acquire(offset);
        return First(window.Span);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Light(MappedFile file, long offset)
    {
        using LightWindow window = file.AcquireLight(offset);
        return First(window.Span);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ByReader(LightReader reader, long offset)
    {
        using LightWindow window = reader.Acquire(offset);
        return First(window.Span);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int TwinWithOneMore(MappedFile file, long offset)
    {
        using Window window = file.Acquire(offset);
        Interlocked.Increment(ref s_count);
        return First(window.Span);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int TwinWithFence(MappedFile file, long offset)
    {
        using LightWindow window = file.AcquireLight(offset);
        Interlocked.MemoryBarrier();
        return First(window.Span);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int TwinWithAllocation(MappedFile file, long offset)
    {
        using Window window = file.Acquire(offset);
        s_kept = new object();
        return First(window.Span);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int TwinWithLock(MappedFile file, long offset)
    {
        using LightWindow window = file.AcquireLight(offset);
        lock (s_lock)
        {
            s_count++;
        }

        return First(window.Span);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int TwinWithInterface(MappedFile file, long offset)
    {
        // Of two types by turns, so that the JIT has no guess which it is.
        using Window window = file.Acquire(offset);
        return First(window.Span) + s_comparables[offset / TestCache.WindowSize % 2].CompareTo(0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int TwinWithClock(MappedFile file, long offset)
    {
        using LightWindow window = file.AcquireLight(offset);
        return First(window.Span) + (int)(Stopwatch.GetTimestamp() & 1);
    }

    // The first byte, without asking whether there is one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int First(ReadOnlySpan<byte> span) => MemoryMarshal.GetReference(span);

    private sealed class One : IComparable<int>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public int CompareTo(int other) => 1;
    }

    private sealed class Two : IComparable<int>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public int CompareTo(int other) => 2;
    }
}
