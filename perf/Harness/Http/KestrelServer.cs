using MappingCache.Harness.Running;

namespace MappingCache.Harness.Http;

/// <summary>Static files as ASP.NET Core has them: this program, started again by a command of its own.</summary>
internal sealed class KestrelServer : IHttpServer
{
    public string Name => HttpServers.Kestrel;

    public string? Refusal() => null;

    public HttpServerProcess Start(string folder, string scratch) => HttpServerProcess.Announced(Name, OwnProgram.Path, StaticFilesHost.Command, folder);
}
