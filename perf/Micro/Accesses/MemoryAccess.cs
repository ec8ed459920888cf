using System.Runtime.CompilerServices;

namespace MappingCache.Micro.Accesses;

/// <summary>The lease as in <see cref="AsyncAccess"/>, with its bytes taken as a span of its memory.</summary>
internal sealed class MemoryAccess(MappedFile source, int windowShift) : CacheAccess(source, windowShift)
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(int[] windows, int from, int end)
    {
        ValueTask<long> run = RunAsync(windows, from, end);

        // What was not mapped is waited for here; the race finds that it was no hit.
        return run.IsCompleted ? run.GetAwaiter().GetResult() : run.AsTask().GetAwaiter().GetResult();
    }

    private async ValueTask<long> RunAsync(int[] windows, int from, int end)
    {
        long sink = 0;
        for (int i = from; i < end; i++)
        {
            using WindowLease lease = await Source.AcquireAsync((long)windows[i] << WindowShift).ConfigureAwait(false);
            sink += Take(lease.Memory.Span);
        }

        return sink;
    }
}
