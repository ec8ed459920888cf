namespace MappingCache.Micro.Accesses;

/// <summary>A way that leads through the cache, which counts it.</summary>
/// <param name="source">The file, which stays the caller's.</param>
/// <param name="windowShift">log2 of the window size.</param>
internal abstract class CacheAccess(MappedFile source, int windowShift) : Access
{
    protected MappedFile Source => source;

    protected int WindowShift => windowShift;
}
