namespace MappingCache;

/// <summary>A window could not be mapped, or a file not opened for it, for a reason that the system gave. <see cref="FileNotFoundException"/> and <see cref="UnauthorizedAccessException"/> are thrown where they fit better.</summary>
public sealed class MappingException : IOException
{
    /// <summary>Makes an empty exception.</summary>
    public MappingException()
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    /// <param name="message">What happened and what to do about it.</param>
    public MappingException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    /// <param name="message">What happened and what to do about it.</param>
    /// <param name="innerException">The cause.</param>
    public MappingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal MappingException(string message, string path, long offset, int errorCode)
        : base(message)
    {
        Path = path;
        Offset = offset;
        ErrorCode = errorCode;
    }

    /// <summary>The file's path, as it was opened.</summary>
    public string Path { get; } = string.Empty;

    /// <summary>The offset in the file that was asked for, in bytes; 0 when it was being opened.</summary>
    public long Offset { get; }

    /// <summary>The system's error number (errno on Linux, the Win32 error on Windows); 0 when the system was not the one to refuse.</summary>
    public int ErrorCode { get; }
}
