using System.Runtime.CompilerServices;

namespace MappingCache.Micro.Accesses;

/// <summary>The ordinary pin: <see cref="MappedFile.Acquire"/>.</summary>
internal sealed class SharedAccess(MappedFile source, int windowShift) : CacheAccess(source, windowShift)
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(int[] windows, int from, int end)
    {
        MappedFile file = Source;
        int shift = WindowShift;
        long sink = 0;
        for (int i = from; i < end; i++)
        {
            using Window window = file.Acquire((long)windows[i] << shift);
            sink += Take(window.Span);
        }

        return sink;
    }
}
