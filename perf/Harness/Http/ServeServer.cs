using System.Text.RegularExpressions;
using MappingCache.Micro;

namespace MappingCache.Harness.Http;

/// <summary>The command <c>serve</c>.</summary>
/// <param name="name">What it is called here.</param>
/// <param name="options">Options that it is given, each of which it has to know.</param>
internal sealed class ServeServer(string name, params string[] options) : IHttpServer
{
    private static readonly string s_program = Path.Combine(Tree.Root, "Cli", "bin", "Release", "net10.0", "mapping-cache.dll");

    private static readonly Lazy<string> s_help = new(static () => Tool.Ask(Tree.Root, "dotnet", s_program, "serve", "--help") ?? "");

    public string Name => name;

    public string? Refusal() =>
        !File.Exists(s_program) ? "it is not built: dotnet build Cli -c Release"
        : options.FirstOrDefault(static option => option.StartsWith('-') && !Regex.IsMatch(s_help.Value, $@"(?<![\w-]){Regex.Escape(option)}(?![\w-])", RegexOptions.None, TimeSpan.FromSeconds(1))) is { } unknown ? $"this build of serve has no {unknown}"
        : null;

    public HttpServerProcess Start(string folder, string scratch) =>
        HttpServerProcess.Announced(name, "dotnet", [s_program, "serve", folder, "--port", "0", .. options]);
}
