namespace MappingCache;

/// <summary>How a file was opened, so that it can be opened again.</summary>
/// <param name="Path">The path.</param>
/// <param name="Within">The folder that it had to lie in, or null.</param>
internal sealed record FileName(string Path, string? Within);
