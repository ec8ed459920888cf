using System.Runtime.CompilerServices;

namespace MappingCache.Micro.Accesses;

/// <summary>The light window by way of a <see cref="LightReader"/>, which is made anew for every call.</summary>
internal sealed class LightReaderAccess(MappedFile source, int windowShift) : CacheAccess(source, windowShift)
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(int[] windows, int from, int end)
    {
        LightReader reader = Source.GetLightReader();
        int shift = WindowShift;
        long sink = 0;
        for (int i = from; i < end; i++)
        {
            using LightWindow window = reader.Acquire((long)windows[i] << shift);
            sink += Take(window.Span);
        }

        return sink;
    }
}
