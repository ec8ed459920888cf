using System.Runtime.CompilerServices;

namespace MappingCache.Micro.Accesses;

/// <summary>The light window: <see cref="MappedFile.AcquireLight(long, CancellationToken)"/>.</summary>
internal sealed class LightAccess(MappedFile source, int windowShift) : CacheAccess(source, windowShift)
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(int[] windows, int from, int end)
    {
        MappedFile file = Source;
        int shift = WindowShift;
        long sink = 0;
        for (int i = from; i < end; i++)
        {
            using LightWindow window = file.AcquireLight((long)windows[i] << shift);
            sink += Take(window.Span);
        }

        return sink;
    }
}
