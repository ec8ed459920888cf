namespace MappingCache.AspNetCore;

/// <summary>How bytes of a body left, for the metrics.</summary>
internal enum BodyWay
{
    /// <summary>Copied from windows to the response's pipe.</summary>
    Copied,

    /// <summary>Sent from windows, or from the file's pages, without a copy in this process.</summary>
    Sent,

    /// <summary>Made for the response: listings, and the heads of parts.</summary>
    Made,
}
