namespace MappingCache.Harness.Http;

/// <summary>How this program serves files when it is started as a server.</summary>
internal enum HostKind
{
    /// <summary>Static files on Kestrel's own transport, as ASP.NET Core has them.</summary>
    Kestrel,

    /// <summary>Static files, on the cache's transport: an application that was not changed but for the line that registers it.</summary>
    Static,

    /// <summary>Mapped files on the cache's transport, handled by its event loop.</summary>
    Inline,

    /// <summary>The same, handled on the thread pool.</summary>
    Dispatch,
}
