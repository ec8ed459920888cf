namespace MappingCache.AspNetCore.Transport;

/// <summary>Which threads run the application for the requests that come over the transport.</summary>
public enum TransportScheduling
{
    /// <summary>Those of the thread pool, as with Kestrel's own transport. The application may block, which costs a thread and nobody else's time.</summary>
    Dispatch,

    /// <summary>
    /// The event loop's own thread, as long as the application does not go on elsewhere itself: no other thread is woken for a request.
    /// What blocks it, be it a lock, the disk, or a long computation, holds up every connection of that loop; and what waits
    /// there for another connection of the same loop waits for ever. For applications that are known to do neither.
    /// </summary>
    Inline,
}
