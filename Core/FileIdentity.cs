namespace MappingCache;

/// <summary>What makes a file the same file, under whatever name: its volume and its number there.</summary>
/// <remarks>The number is only unique while the file exists. The cache compares identities of files that it holds open or mapped, which keeps their numbers from being given to other files. An open handle whose descriptor was closed (<see cref="WindowCacheOptions.MaxDescriptors"/>) and that has no window mapped is the exception: a new file under its path that was given the same number is taken for the old one with other content.</remarks>
/// <param name="Volume">The device (Linux) or volume serial number (Windows).</param>
/// <param name="Number">The inode number (Linux) or 128-bit file id (Windows).</param>
public readonly record struct FileIdentity(ulong Volume, UInt128 Number);
