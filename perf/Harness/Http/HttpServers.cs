namespace MappingCache.Harness.Http;

/// <summary>The servers that are set side by side.</summary>
internal static class HttpServers
{
    /// <summary>Mapped files on the cache's transport, handled by its loop: what goals are asked of.</summary>
    public const string Own = "cache-inline";

    /// <summary>The same with its requests handled on the thread pool.</summary>
    public const string OwnDispatching = "cache-dispatch";

    /// <summary>Static files from Kestrel, as ASP.NET Core has them.</summary>
    public const string Kestrel = "kestrel-static";

    public const string Nginx = "nginx";

    /// <summary>What the names of cases over TLS hold.</summary>
    public const string Tls = "tls";

    /// <summary>All of them, in the order in which they are started.</summary>
    public static IReadOnlyList<IHttpServer> All { get; } =
    [
        new HostedServer(Own, HostKind.Inline),
        new HostedServer(OwnDispatching, HostKind.Dispatch),
        new HostedServer("cache-static", HostKind.Static),
        new ServeServer("cache-serve"),
        new HostedServer(Kestrel, HostKind.Kestrel),
        new NginxServer(),
    ];

    /// <summary>The few that a quick run has time for.</summary>
    public static IReadOnlyList<string> Few { get; } = [Own, Kestrel, Nginx];
}
