using System.Runtime.CompilerServices;

namespace MappingCache.Micro.Accesses;

/// <summary>The lease: <see cref="MappedFile.AcquireAsync"/>, awaited and disposed. It completes at once, since the window is mapped.</summary>
internal sealed class AsyncAccess(MappedFile source, int windowShift) : CacheAccess(source, windowShift)
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
            sink += lease.Length;
        }

        return sink;
    }
}
