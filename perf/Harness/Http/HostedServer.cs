using MappingCache.Harness.Running;

namespace MappingCache.Harness.Http;

/// <summary>An application of ASP.NET Core that serves files: this program, started again by a command of its own.</summary>
/// <param name="name">What it is called.</param>
/// <param name="kind">How it serves.</param>
internal sealed class HostedServer(string name, HostKind kind) : IHttpServer
{
    public string Name => name;

    public string? Refusal() => null;

    public HttpServerProcess Start(HttpFiles files) =>
        HttpServerProcess.Announced(name, OwnProgram.Path, FilesHost.Command, kind.ToString(), files.Folder, files.Certificate.CertificatePath, files.Certificate.KeyPath);
}
