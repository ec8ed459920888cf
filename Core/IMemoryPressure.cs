namespace MappingCache;

/// <summary>Tells how short of memory the process is. Only the maintenance asks, now and then, never under a lock; it does not throw.</summary>
internal interface IMemoryPressure
{
    MemoryPressure Read();
}
