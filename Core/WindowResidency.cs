namespace MappingCache;

/// <summary>What of a window is in memory, at the moment that it was looked at.</summary>
/// <param name="Offset">Where the window begins in the file, in bytes.</param>
/// <param name="Length">How many bytes of the file it holds: the window size, less in the last one.</param>
/// <param name="IsCached">Whether the cache holds the window: mapped, or as a copy.</param>
/// <param name="Pins">How often it is held.</param>
/// <param name="ResidentBytes">How many of its bytes are in memory, in the system's own cache of the file (0 for a file of /proc, which has no pages); null where the system does not tell: on Windows, on Linux before 6.5, and of files that are neither owned by the user nor writable to them.</param>
public sealed record WindowResidency(long Offset, int Length, bool IsCached, int Pins, long? ResidentBytes);
