namespace MappingCache.Harness.Http;

/// <summary>The command <c>serve</c>.</summary>
/// <param name="name">What it is called here.</param>
internal sealed class ServeServer(string name) : IHttpServer
{
    private static readonly string s_program = Path.Combine(Tree.Root, "Cli", "bin", "Release", "net10.0", "mapping-cache.dll");

    public string Name => name;

    public string? Refusal() => File.Exists(s_program) ? null : "it is not built: dotnet build Cli -c Release";

    public HttpServerProcess Start(HttpFiles files) =>
        HttpServerProcess.Announced(name, "dotnet", [s_program, "serve", files.Folder, "--port", "0", "--unchecked"]);
}
