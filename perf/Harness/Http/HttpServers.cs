namespace MappingCache.Harness.Http;

/// <summary>The servers that are set side by side.</summary>
internal static class HttpServers
{
    /// <summary>The command <c>serve</c>.</summary>
    public const string Own = "cache-serve";

    /// <summary>The same with its requests handled on the thread pool.</summary>
    public const string OwnDispatching = "cache-serve-dispatch";

    /// <summary>Static files from Kestrel, as ASP.NET Core has them.</summary>
    public const string Kestrel = "kestrel-static";

    public const string Nginx = "nginx";

    /// <summary>What the names of cases over TLS hold.</summary>
    public const string Tls = "tls";

    /// <summary>All of them, in the order in which they are started.</summary>
    public static IReadOnlyList<IHttpServer> All { get; } =
        [new ServeServer(Own), new ServeServer(OwnDispatching, "--dispatch"), new KestrelServer(), new NginxServer()];
}
