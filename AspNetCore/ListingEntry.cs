namespace MappingCache.AspNetCore;

/// <summary>A line of a directory's listing.</summary>
/// <param name="Name">The entry's name.</param>
/// <param name="IsDirectory">Whether it is a directory, or a link to one.</param>
/// <param name="Length">The file's length in bytes; 0 for a directory.</param>
/// <param name="Modified">When it was last written, UTC.</param>
internal sealed record ListingEntry(string Name, bool IsDirectory, long Length, DateTime Modified);
