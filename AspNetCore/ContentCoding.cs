namespace MappingCache.AspNetCore;

/// <summary>A way to compress a representation, as HTTP and as file names call it.</summary>
/// <param name="Token">The name in Content-Encoding and Accept-Encoding.</param>
/// <param name="Extension">What is added to a file's name for its sibling that holds the compressed bytes.</param>
internal sealed record ContentCoding(string Token, string Extension)
{
    /// <summary>Those that are looked for.</summary>
    public static IReadOnlyList<ContentCoding> All { get; } = [new("br", ".br"), new("zstd", ".zst"), new("gzip", ".gz")];
}
