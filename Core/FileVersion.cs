namespace MappingCache;

/// <summary>What the system said of a file's content when it was last asked. Two equal versions of one file are taken for the same bytes. Immutable.</summary>
/// <param name="Length">The file's length in bytes.</param>
/// <param name="ModifiedNanoseconds">When the content was last written, in nanoseconds since 1970-01-01 UTC, as exact as the file system keeps it.</param>
/// <param name="ChangedNanoseconds">When content or attributes were last changed, in nanoseconds since 1970-01-01 UTC.</param>
public sealed record FileVersion(long Length, long ModifiedNanoseconds, long ChangedNanoseconds)
{
    /// <summary>When the content was last written, to the 100 ns that <see cref="DateTimeOffset"/> can tell.</summary>
    public DateTimeOffset Modified => DateTimeOffset.UnixEpoch.AddTicks(ModifiedNanoseconds / TimeSpan.NanosecondsPerTick);
}
