namespace MappingCache;

/// <summary>What makes a file the same file, under whatever name: its volume and its number there.</summary>
/// <remarks>The number is only unique while the file exists; the cache compares identities only of files that it holds open or mapped, which keeps their numbers from being given to other files.</remarks>
/// <param name="Volume">The device (Linux) or volume serial number (Windows).</param>
/// <param name="Number">The inode number (Linux) or 128-bit file id (Windows).</param>
public readonly record struct FileIdentity(ulong Volume, UInt128 Number);
