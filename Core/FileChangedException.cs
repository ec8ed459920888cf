namespace MappingCache;

/// <summary>A file has changed while it was read: the bytes that were given out may not be those of one version of it.</summary>
public sealed class FileChangedException : IOException
{
    /// <summary>Makes an exception without any detail.</summary>
    public FileChangedException()
        : this("The file has changed while it was read.")
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public FileChangedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public FileChangedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal FileChangedException(string message, string path, long offset, long expectedLength, long seenLength, long bytesSent = 0)
        : base(message)
    {
        Path = path;
        Offset = offset;
        ExpectedLength = expectedLength;
        SeenLength = seenLength;
        BytesSent = bytesSent;
    }

    /// <summary>The file's path, as it was last opened.</summary>
    public string Path { get; } = string.Empty;

    /// <summary>Where the bytes begin that were being read or sent, in bytes from the start of the file.</summary>
    public long Offset { get; }

    /// <summary>Where they end: the length that the file had to have, at the least.</summary>
    public long ExpectedLength { get; }

    /// <summary>The file's length when it was last looked at. It may be as long as before: then its bytes were written anew, or the disk failed.</summary>
    public long SeenLength { get; }

    /// <summary>Of something that was being sent, how many bytes the system had taken; else 0.</summary>
    public long BytesSent { get; }
}
