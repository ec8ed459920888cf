namespace MappingCache.Tests.Platform;

/// <summary>What others do to a file that a cache has open. On Windows they have to share it as the cache does; nobody else minds.</summary>
internal static class FileOwner
{
    private const FileShare Shared = FileShare.ReadWrite | FileShare.Delete;

    /// <summary>Opens a file for writing, beside all who have it open.</summary>
    public static FileStream Open(string path, FileMode mode = FileMode.Open) => new(path, mode, FileAccess.Write, Shared, bufferSize: 0);

    /// <summary>Sets a file's length. Windows refuses to make one shorter that is mapped.</summary>
    public static void Cut(string path, long length)
    {
        using FileStream stream = Open(path);
        stream.SetLength(length);
    }

    /// <summary>Adds bytes at a file's end.</summary>
    public static void Append(string path, ReadOnlySpan<byte> bytes)
    {
        using FileStream stream = Open(path, FileMode.Append);
        stream.Write(bytes);
    }
}
