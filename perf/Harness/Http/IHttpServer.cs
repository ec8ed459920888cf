namespace MappingCache.Harness.Http;

/// <summary>A server that can be started.</summary>
internal interface IHttpServer
{
    string Name { get; }

    /// <summary>Why it takes no part, and what would help; null if it does.</summary>
    string? Refusal();

    /// <summary>Starts it on a folder.</summary>
    /// <param name="files">The folder, and one that it may write to.</param>
    HttpServerProcess Start(HttpFiles files);
}
