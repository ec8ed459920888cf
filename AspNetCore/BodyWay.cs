namespace MappingCache.AspNetCore;

/// <summary>How bytes of a body left, for the metrics.</summary>
internal enum BodyWay
{
    /// <summary>Copied from windows to the response's pipe.</summary>
    Copied,

    /// <summary>Made for the response: listings, and the heads of parts.</summary>
    Made,
}
