namespace MappingCache.Cli;

/// <summary>What to serve, and how.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Port">The port on the loopback interface; 0 for any that is free.</param>
/// <param name="Cache">What the cache is made with.</param>
/// <param name="ChecksBodies">Whether files are looked at while they are sent, for which they are copied.</param>
internal sealed record ServeSettings(string Folder, int Port, WindowCacheOptions Cache, bool ChecksBodies);
