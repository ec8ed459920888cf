namespace MappingCache.AspNetCore;

/// <summary>How a request for a file ended, for the metrics.</summary>
internal enum RequestOutcome
{
    /// <summary>An exception ended it: the file could not be read, or other code of the application failed.</summary>
    Failed,

    /// <summary>The whole file, or its headers.</summary>
    Whole,

    /// <summary>Ranges of it.</summary>
    Partial,

    /// <summary>The client has it already.</summary>
    NotModified,

    /// <summary>A condition of the client's does not hold.</summary>
    PreconditionFailed,

    /// <summary>The file has none of the bytes that were asked for.</summary>
    RangeNotSatisfiable,

    /// <summary>A directory's list, or the way to it.</summary>
    Directory,

    /// <summary>There is no such file, or it is not to be served.</summary>
    NotFound,

    /// <summary>The request asked for what the endpoint does not do.</summary>
    Refused,

    /// <summary>The file changed while it was sent, and the connection was broken off.</summary>
    Changed,

    /// <summary>The client left before all was sent.</summary>
    ClientGone,
}
