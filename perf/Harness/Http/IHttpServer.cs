namespace MappingCache.Harness.Http;

/// <summary>A server that can be started.</summary>
internal interface IHttpServer
{
    string Name { get; }

    /// <summary>Why it takes no part, and what would help; null if it does.</summary>
    string? Refusal();

    /// <summary>Starts it on a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="scratch">A folder that it may write to.</param>
    HttpServerProcess Start(string folder, string scratch);
}
