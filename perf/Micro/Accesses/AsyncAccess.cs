using System.Runtime.CompilerServices;

namespace MappingCache.Micro.Accesses;

/// <summary>The lease: <see cref="MappedFile.AcquireAsync"/>, awaited and disposed. It completes at once, since the window is mapped.</summary>
internal sealed class AsyncAccess(MappedFile source, int windowShift) : CacheAccess(source, windowShift)
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(int[] windows, int from, int end)
    {
        ValueTask<long> run = RunAsync(windows, from, end);
        return run.IsCompleted ? run.GetAwaiter().GetResult() : throw new InvalidOperationException("A mapped window was not there at once.");
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
