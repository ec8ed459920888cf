namespace MappingCache.Harness.Http;

/// <summary>What is asked of the servers.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="At">Bytes of the file; null for files of several sizes.</param>
/// <param name="Family">The curve that it belongs to.</param>
/// <param name="Path">The file's path.</param>
/// <param name="Script">The load's script of requests; null if the path is all that is asked for.</param>
/// <param name="IsSecure">Whether it is asked for over TLS.</param>
internal sealed record HttpCase(string Name, int? At, string Family, string Path, string? Script, bool IsSecure)
{
    /// <summary>Where a server has it.</summary>
    public Uri AddressOn(HttpServerProcess server) => new(IsSecure ? server.SecureAddress! : server.Address, Path);
}
