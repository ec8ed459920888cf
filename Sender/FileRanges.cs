namespace MappingCache;

/// <summary>Ranges of files, to be sent.</summary>
public static class FileRanges
{
    extension(MappedFile file)
    {
        /// <summary>A range of the file, to be sent.</summary>
        /// <param name="offset">Where it begins, in bytes from the start of the file.</param>
        /// <param name="length">How many bytes it has. A range that goes past the end of the file is refused when it is sent.</param>
        /// <exception cref="ArgumentOutOfRangeException">The offset or the length is negative.</exception>
        public SendPart Range(long offset, long length) => SendPart.FromFile(file, offset, length);

        /// <summary>The whole file, as long as it is known to be now, to be sent.</summary>
        /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
        public SendPart Whole() => SendPart.FromFile(file, 0, file.Length);
    }
}
