namespace MappingCache.Tests.Support;

/// <summary>What the system says is at a range of addresses.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">The address after the last.</param>
/// <param name="Kind">What it is.</param>
/// <param name="File">The file's number; 0 for none.</param>
/// <param name="Offset">Where in the file it begins; null where the system does not tell.</param>
public sealed record MappedArea(ulong Start, ulong End, MappedAreaKind Kind, UInt128 File = default, long? Offset = null)
{
    /// <summary>Bytes.</summary>
    public ulong Length => End - Start;
}
