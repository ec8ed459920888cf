namespace MappingCache.AspNetCore.Transport;

/// <summary>Why a body was copied from windows instead of being sent from them.</summary>
internal enum CopyReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The connection came over another transport.</summary>
    OtherTransport,

    /// <summary>The connection is encrypted.</summary>
    Tls,

    /// <summary>A middleware of the connection sees, or changes, what is sent.</summary>
    ConnectionMiddleware,

    /// <summary>The request is of HTTP/2 or later, whose frames are made of the bytes.</summary>
    Protocol,

    /// <summary>A middleware of the application has put a body of its own before the server's: it compresses it, or looks at it.</summary>
    BodyMiddleware,

    /// <summary>The response says no length, so that its body is sent in chunks.</summary>
    NoLength,

    /// <summary>Windows of the file are copies themselves.</summary>
    CopiedFile,

    /// <summary>Whoever writes to the file is held up until no window of it is mapped: pages that a socket has would change all the same.</summary>
    LeasedFile,

    /// <summary>The body is to be looked at once more before it is sent (<see cref="MappedFilesOptions.ChecksBodies"/>).</summary>
    Checked,

    /// <summary>The server gave other memory than the transport's: a flush was under way, or the connection has ended.</summary>
    OtherMemory,
}
