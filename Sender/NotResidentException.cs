namespace MappingCache;

/// <summary>
/// Bytes that come next are not in memory, and <see cref="FileSenderOptions.ResidentOnly"/> forbids to wait for the disk.
/// Bring them in elsewhere, for instance by <see cref="MappedFile.AcquireAsync"/>, and send the rest, from
/// <see cref="BytesSent"/> of the operation on.
/// </summary>
public sealed class NotResidentException : IOException
{
    /// <summary>Makes an exception without any detail.</summary>
    public NotResidentException()
        : this("The bytes are not in memory.")
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public NotResidentException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public NotResidentException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal NotResidentException(MappedFile file, long offset, long length, long bytesSent)
        : base($"Of '{file.Path}', {length:N0} bytes from {offset:N0} on are not all in memory; {bytesSent:N0} bytes were sent.")
    {
        File = file;
        Offset = offset;
        Length = length;
        BytesSent = bytesSent;
    }

    /// <summary>The file, by the handle that it was sent by; null if the exception was made without any detail.</summary>
    public MappedFile? File { get; }

    /// <summary>The file's path, as the handle has it.</summary>
    public string Path => File?.Path ?? string.Empty;

    /// <summary>Where the bytes begin that are to be sent next, in bytes from the start of the file.</summary>
    public long Offset { get; }

    /// <summary>How many bytes from there on were looked at, of which some are missing. If they are to be sent from a window that is not mapped, the rest of the window is needed too.</summary>
    public long Length { get; }

    /// <summary>How many bytes of the operation the system had taken.</summary>
    public long BytesSent { get; }
}
