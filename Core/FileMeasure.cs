namespace MappingCache;

/// <summary>Finds the length of a file that states none, or a wrong one, by reading it to its end.</summary>
internal static unsafe class FileMeasure
{
    /// <summary>Files that state no length are small; one that goes on and on (/proc/self/pagemap) is better refused. A choice.</summary>
    public const long MaxLength = 64L << 20;

    private const int BufferSize = 16 * 1024;

    /// <summary>Measures a file. It has no times that tell of changes either, so every version is a new one.</summary>
    /// <param name="file">The file, open.</param>
    /// <param name="version">What was found; on an error, <see cref="IOsFile.OpenedVersion"/>.</param>
    public static OsError Of(IOsFile file, out FileVersion version)
    {
        version = file.OpenedVersion;
        byte* buffer = stackalloc byte[BufferSize];
        long length = 0;
        int read;
        do
        {
            // SAFETY: the buffer has the room that is stated.
            OsError error = file.Read(buffer, BufferSize, length, out read);
            length += read;
            if (error.IsError || length > MaxLength)
            {
                return error.IsError ? new OsError(OsErrorKind.NotMappable, error.Code) : new OsError(OsErrorKind.NoEnd);
            }
        }
        while (read == BufferSize);

        long now = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        version = new FileVersion(length, now, now);
        return OsError.None;
    }
}
