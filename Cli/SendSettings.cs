using System.Net;

namespace MappingCache.Cli;

/// <summary>What to send, and to whom.</summary>
/// <param name="File">The file's path.</param>
/// <param name="To">The receiver.</param>
/// <param name="Offset">Where to begin, in bytes from the start of the file.</param>
/// <param name="Length">How many bytes; null for all to the end.</param>
/// <param name="Cache">What the cache is made with.</param>
internal sealed record SendSettings(string File, DnsEndPoint To, long Offset, long? Length, WindowCacheOptions Cache);
