using System.Buffers;
using Microsoft.Extensions.Logging;

namespace MappingCache.AspNetCore.Transport;

/// <summary>What all connections of a transport have in common.</summary>
/// <param name="Options">The options, as they were when the server started.</param>
/// <param name="Pool">Memory that stays where it is.</param>
/// <param name="Logger">The log.</param>
/// <param name="GatherLimit">Bodies up to this length are copied from their windows.</param>
internal sealed record TransportSettings(MappingCacheTransportOptions Options, MemoryPool<byte> Pool, ILogger Logger, long GatherLimit)
{
    /// <summary>How many bytes one connection sends before others have their turn.</summary>
    public const long Quantum = 2 * 1024 * 1024;
}
