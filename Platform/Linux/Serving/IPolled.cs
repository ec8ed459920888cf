namespace MappingCache.Platform.Linux.Serving;

/// <summary>Something with a descriptor that an event loop watches.</summary>
internal interface IPolled
{
    /// <summary>Something has happened since it was last told. Called in the loop's thread, once for each edge; it must not throw.</summary>
    void OnEvents(SocketEvents events);
}
