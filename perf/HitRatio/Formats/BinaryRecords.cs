namespace MappingCache.HitRatio.Formats;

/// <summary>Formats of records of one length.</summary>
internal static class BinaryRecords
{
    /// <summary>The records of a file, each in the same memory.</summary>
    /// <param name="input">The file's bytes.</param>
    /// <param name="length">Bytes of a record.</param>
    /// <param name="path">What to call the file in messages.</param>
    /// <exception cref="TraceException">The file ends within a record.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Of(Stream input, int length, string path)
    {
        using BufferedStream buffered = new(input, 1 << 16);
        byte[] record = new byte[length];
        for (long offset = 0; ; offset += length)
        {
            int read = buffered.ReadAtLeast(record, length, throwOnEndOfStream: false);
            if (read == 0)
            {
                yield break;
            }

            if (read < length)
            {
                throw new TraceException(
                    $"{path} ends within the record at offset {offset}: a record has {length} bytes, and {read} are left. Either the file was cut short, and has to be fetched again, or it is of another format, to be named with --format.");
            }

            yield return record;
        }
    }
}
